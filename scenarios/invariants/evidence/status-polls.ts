import type { Exchange, History } from '../../../harness/core/history.ts';
import {
  beganAtMs,
  endedAtMs,
  hasSucceeded,
} from '../../../harness/invariants/evidence/attempt-times.ts';
import { clockErrorMs } from '../../../harness/invariants/evidence/clock-error.ts';
import { eventsOf } from '../../../harness/invariants/evidence/events-of.ts';
import type { HaState, Report, Watchdog } from './ha-reports.ts';

/** What the answer to a poll must have said; `unclear` while the state was about to change. */
type Told = HaState | 'unclear';

/** One question of a caller about the state, and what it was told; undefined without an answer. */
export interface StatusPoll {
  readonly fromMs: number;
  readonly toMs: number;
  readonly told: Told | undefined;
}

/** The state in force from the last evaluation before a question until its answer. */
const stateTold = (reports: readonly Report[], poll: Exchange): Told => {
  const fromMs = beganAtMs(poll) - clockErrorMs;
  const toMs = endedAtMs(poll) + clockErrorMs;
  // A change is logged while it is being written down; the evaluation closes it.
  const settled = reports.findLast((it) => it.isEvaluation && it.atMs <= fromMs);
  if (settled === undefined) return 'unclear';
  const since = reports.filter((it) => it.atMs >= settled.atMs && it.atMs <= toMs);
  return since.every((it) => it.state === settled.state) ? settled.state : 'unclear';
};

/** The polls of one caller as the taps saw them, in the order they began. */
export const statusPolls = (
  history: History,
  watchdog: Watchdog,
  { caller, reports }: { readonly caller: string; readonly reports: readonly Report[] },
): readonly StatusPoll[] =>
  eventsOf(history, 'exchange')
    .filter((it) => it.from === caller && it.to === watchdog.role && it.method === 'GET')
    .filter((it) => /\/ha\/status\b/.test(it.path))
    .map((it) => {
      const isTold = hasSucceeded(it) && it.answeredBy !== 'gateway';
      const told = isTold ? stateTold(reports, it) : undefined;
      return { fromMs: beganAtMs(it), toMs: endedAtMs(it), told };
    })
    .toSorted((one, other) => one.fromMs - other.fromMs);
