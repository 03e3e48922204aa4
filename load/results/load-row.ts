import type { FaultFamily } from '../../harness/core/fault.ts';
import type { History } from '../../harness/core/history.ts';
import { queueAccount } from '../../harness/core/queue-account.ts';
import type { LoadRow } from '../../harness/core/report-model.ts';
import { failedInHang } from '../invariants/nobody-turned-away.ts';
import { faultBands, faultWindows, isIn, type LoadBand } from './fault-windows.ts';
import { gapLimitOf } from './gap-limit.ts';
import { latenciesOf } from './latencies.ts';
import { type LoadCall, loadCalls } from './load-calls.ts';
import { type Dropped, doneLatencies, type LoadPart, loadPart } from './load-part.ts';
import { loadSeries } from './load-series.ts';
import { machineLoadOf } from './machine-load.ts';

/** What the history of a load run does not say. */
export interface LoadFacts {
  readonly profile: string;
  readonly rateAsked: number;
  readonly durationMs: number;
  readonly timings: Readonly<Record<string, number>>;
  readonly families: Readonly<Record<string, FaultFamily>>;
}

const droppedIn = (history: History): readonly Dropped[] =>
  history.events.flatMap((event) =>
    event.type === 'signal' && event.role === 'k6' && event.name === 'dropped'
      ? [{ path: String(event.value.path), atMs: event.atMs, count: Number(event.value.count) }]
      : [],
  );

const spanOf = (calls: readonly LoadCall[]) => ({
  fromMs: calls[0]?.startMs ?? 0,
  toMs: calls.at(-1)?.startMs ?? 0,
});

/** Those who wait come first: s, then q. */
const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? 1 : -1;

const pathsOf = (calls: readonly LoadCall[], dropped: readonly Dropped[]): readonly LoadPart[] =>
  [...Map.groupBy(calls, ({ path }) => path)].toSorted(byName).map(([path, some]) =>
    loadPart(path, some, {
      dropped: dropped.filter((one) => one.path === path),
      span: spanOf(some),
    }),
  );

const windowsOf = (
  calls: readonly LoadCall[],
  dropped: readonly Dropped[],
  bands: readonly LoadBand[],
): NonNullable<LoadRow['windows']> => {
  const whole = spanOf(calls);
  return faultWindows(bands).map((window) => {
    const span = {
      fromMs: Math.max(whole.fromMs, window.fromMs),
      toMs: Math.max(whole.fromMs, Math.min(whole.toMs, window.toMs)),
    };
    const own = calls.filter((call) => isIn(window, call.startMs));
    const left = dropped.filter(({ atMs }) => isIn(window, atMs));
    // What was asked before the window may be answered in it.
    const part = loadPart(window.name, own, { dropped: left, span, gapCalls: calls });
    return { ...part, fromMs: Math.round(span.fromMs), toMs: Math.round(span.toMs) };
  });
};

const firstAfter = (history: History, name: string, fromMs: number): number | undefined =>
  history.events.find(
    (event) =>
      event.type === 'signal' &&
      event.name === name &&
      event.atMs >= fromMs &&
      event.value.first !== true,
  )?.atMs;

const noticed = (history: History, bands: readonly LoadBand[]) => {
  const fromMs = bands[0]?.fromMs;
  if (fromMs === undefined) return {};
  const detectedMs = firstAfter(history, 'haState', fromMs);
  const switchedMs = firstAfter(history, 'stateRoute', fromMs);
  return {
    ...(detectedMs === undefined ? {} : { detectMs: Math.round(detectedMs - fromMs) }),
    ...(switchedMs === undefined ? {} : { switchMs: Math.round(switchedMs - fromMs) }),
  };
};

/** What was asked of a load, and whether it was reached. */
const thresholdsOf = (
  history: History,
  row: Pick<LoadRow, 'failed' | 'dropped' | 'longestGapMs'> & {
    readonly lost: number;
    readonly twice: number;
    readonly failedInHang: number;
  },
): LoadRow['thresholds'] => {
  const limit = gapLimitOf(history);
  const gap = limit && { [`gap ≤ ${Math.round(limit.ms)} ms`]: row.longestGapMs <= limit.ms };
  return {
    'failed = 0': row.failed - row.failedInHang === 0,
    'lost = 0': row.lost === 0,
    'executed twice = 0': row.twice === 0,
    'dropped = 0': row.dropped === 0,
    ...gap,
  };
};

/** One row of the report's load: a pure function of the history and of what was asked for. */
export const loadRow = (history: History, facts: LoadFacts): LoadRow => {
  const calls = loadCalls(history);
  const dropped = droppedIn(history);
  const bands = faultBands(history);
  const paths = pathsOf(calls, dropped);
  const all = latenciesOf(doneLatencies(calls));
  const { lost } = queueAccount(history).counts;
  const counts = {
    requests: calls.length,
    failed: calls.filter(({ outcome }) => outcome !== 'ok').length,
    failedInHang: failedInHang(history, calls).length,
    lost,
    twice: calls.filter(({ effects }) => effects > 1).length,
    dropped: dropped.reduce((sum, { count }) => sum + count, 0),
    longestGapMs: Math.max(0, ...paths.map((path) => path.longestGapMs)),
  };
  const { fromMs, toMs } = spanOf(calls);
  const machine = machineLoadOf(history);
  const limit = gapLimitOf(history);
  return {
    profile: facts.profile,
    scenario: history.plan.scenario,
    ...counts,
    p50: all.p50 ?? 0,
    p95: all.p95 ?? 0,
    p99: all.p99 ?? 0,
    thresholds: thresholdsOf(history, counts),
    rateAsked: facts.rateAsked,
    rateReached:
      toMs > fromMs ? Math.round(((calls.length - 1) * 10_000) / (toMs - fromMs)) / 10 : 0,
    durationMs: facts.durationMs,
    ...(machine ? { machine } : {}),
    ...(limit && Number.isFinite(limit.ms)
      ? { gapLimit: { ...limit, ms: Math.round(limit.ms) } }
      : {}),
    ...noticed(history, bands),
    timings: facts.timings,
    paths,
    windows: windowsOf(calls, dropped, bands),
    bands: bands.map(({ fromMs: from, toMs: to, ...band }) => ({
      ...band,
      family: facts.families[band.fault] ?? 'dependency',
      fromMs: Math.round(from),
      toMs: Math.round(to),
    })),
    series: loadSeries(calls, dropped),
  };
};
