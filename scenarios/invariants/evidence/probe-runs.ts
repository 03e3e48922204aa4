import type { History } from '../../../harness/core/history.ts';
import type { Watchdog } from './ha-reports.ts';
import { type ProbeResult, probeResults } from './probe-results.ts';

/** A stretch in which every probe of one core had the same result. */
export interface ProbeRun {
  readonly isUp: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  /** Indices of the probes. */
  readonly probes: readonly number[];
  /** When the watchdog had drawn its conclusion for certain: it had begun to probe again. */
  readonly concludedAtMs: number;
}

const runOf = (probes: readonly ProbeResult[], watchdog: Watchdog): ProbeRun => {
  const isUp = probes[0]?.result === 'up';
  const next = probes[isUp ? 1 : watchdog.unhealthyAfter];
  return {
    isUp,
    fromMs: probes[0]?.fromMs ?? 0,
    toMs: Math.max(...probes.map((probe) => probe.toMs)),
    probes: probes.map((probe) => probe.index),
    concludedAtMs: next?.fromMs ?? Number.POSITIVE_INFINITY,
  };
};

/**
 * Splits the probes of a core into runs. A watchdog that was silent for long begins a new one, and
 * so does a probe that nobody can decide: it may have been the opposite.
 */
export const probeRuns = (
  history: History,
  watchdog: Watchdog,
  target: 'live' | 'candidate',
): readonly ProbeRun[] => {
  const runs: ProbeResult[][] = [];
  const silenceMs = 2 * watchdog.pollMs + watchdog.probeLimitMs;
  let last: ProbeResult | undefined;
  for (const probe of probeResults(history, watchdog, target)) {
    const goesOn = last?.result === probe.result && probe.fromMs - last.toMs <= silenceMs;
    if (goesOn) runs.at(-1)?.push(probe);
    else runs.push([probe]);
    last = probe;
  }
  return runs
    .filter(([first]) => first?.result !== 'undecided')
    .map((probes) => runOf(probes, watchdog));
};
