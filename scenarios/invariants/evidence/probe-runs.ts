import type { Exchange, History } from '../../../harness/core/history.ts';
import {
  beganAtMs,
  endedAtMs,
  hasSucceeded,
} from '../../../harness/invariants/evidence/attempt-times.ts';
import { clockErrorMs } from '../../../harness/invariants/evidence/clock-error.ts';
import { eventsOf } from '../../../harness/invariants/evidence/events-of.ts';
import type { Watchdog } from './ha-reports.ts';

/** A stretch in which every probe of one core had the same result. */
export interface ProbeRun {
  readonly isUp: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  /** Indices of the probes. */
  readonly probes: readonly number[];
}

/** The watchdog's requests to one core as the link saw them, in order, but for those still open. */
export const probesOf = (history: History, watchdog: Watchdog, core: string): readonly Exchange[] =>
  eventsOf(history, 'exchange')
    .filter((it) => it.from === watchdog.role && it.to === core)
    .filter((it) => it.source === 'client' || it.endedAtMs !== undefined || hasSucceeded(it))
    .toSorted((one, other) => beganAtMs(one) - beganAtMs(other));

/** A probe counts as good when it was answered well and within the limit. */
export const isGoodProbe = (probe: Exchange, watchdog: Watchdog): boolean =>
  hasSucceeded(probe) &&
  endedAtMs(probe) - beganAtMs(probe) <= watchdog.probeLimitMs + clockErrorMs;

/** Splits the probes of a core into runs; a watchdog that was silent for long begins a new one. */
export const probeRuns = (
  history: History,
  watchdog: Watchdog,
  core: string,
): readonly ProbeRun[] => {
  const runs: { isUp: boolean; fromMs: number; toMs: number; probes: number[] }[] = [];
  const silenceMs = 2 * watchdog.pollMs + watchdog.probeLimitMs;
  for (const probe of probesOf(history, watchdog, core)) {
    const [fromMs, toMs] = [beganAtMs(probe), endedAtMs(probe)];
    const isUp = isGoodProbe(probe, watchdog);
    const run = runs.at(-1);
    if (run !== undefined && run.isUp === isUp && fromMs - run.toMs <= silenceMs) {
      run.toMs = toMs;
      run.probes.push(probe.index);
    } else {
      runs.push({ isUp, fromMs, toMs, probes: [probe.index] });
    }
  }
  return runs;
};
