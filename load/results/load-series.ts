import type { LoadRow } from '../../harness/core/report-model.ts';
import { latenciesOf } from './latencies.ts';
import { doneAtMs, type LoadCall } from './load-calls.ts';
import type { Dropped } from './load-part.ts';

/** The load over time. */
export type LoadSeries = NonNullable<LoadRow['series']>;

const binsWanted = 120;
const binLengthsMs = [10, 20, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000];

/** Sorts arrivals, answers and failures into bins; latencies are those of the arrivals of a bin. */
export const loadSeries = (calls: readonly LoadCall[], dropped: readonly Dropped[]): LoadSeries => {
  const fromMs = Math.floor(calls[0]?.startMs ?? 0);
  const ends = calls.map((call) => Math.max(call.startMs, call.endMs ?? 0, call.effectMs ?? 0));
  const toMs = ends.reduce((most, ms) => Math.max(most, ms), fromMs + 1);
  const everyMs = binLengthsMs.find((length) => (toMs - fromMs) / length <= binsWanted) ?? 60_000;
  const bins = Math.floor((toMs - fromMs) / everyMs) + 1;
  const binOf = (ms: number) =>
    Math.min(bins - 1, Math.max(0, Math.floor((ms - fromMs) / everyMs)));
  const empty = () => Array.from({ length: bins }, () => 0);
  const series = { arrived: empty(), done: empty(), failed: empty(), dropped: empty() };
  const latencies = Array.from({ length: bins }, (): number[] => []);
  const add = (list: number[], ms: number, count = 1) => {
    const bin = binOf(ms);
    list[bin] = (list[bin] ?? 0) + count;
  };
  for (const call of calls) {
    const doneMs = doneAtMs(call);
    add(series.arrived, call.startMs);
    if (call.outcome !== 'ok') add(series.failed, call.startMs);
    if (doneMs === undefined) continue;
    add(series.done, doneMs);
    latencies[binOf(call.startMs)]?.push(Math.max(0, doneMs - call.startMs));
  }
  for (const { atMs, count } of dropped) add(series.dropped, atMs, count);
  const percentiles = latencies.map(latenciesOf);
  return {
    fromMs,
    everyMs,
    ...series,
    p50: percentiles.map(({ p50 }) => p50),
    p99: percentiles.map(({ p99 }) => p99),
  };
};
