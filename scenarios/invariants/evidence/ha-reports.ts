import type { History, SignalEvent } from '../../../harness/core/history.ts';
import type { StackPromises } from '../../../harness/core/stack.ts';
import { eventsOf } from '../../../harness/invariants/evidence/events-of.ts';

/** What a stack promises of its watchdog. */
export type Watchdog = NonNullable<StackPromises['watchdog']>;

/** The four states of the pair of cores. */
export type HaState = 'active' | 'degraded' | 'failover_active' | 'failed';

const states: ReadonlySet<unknown> = new Set(['active', 'degraded', 'failover_active', 'failed']);

/** Whether a value out of a log is one of the four states. */
export const isHaState = (value: unknown): value is HaState => states.has(value);

/** What a state says of each core. */
export const healthIn = (state: HaState): Readonly<Record<'live' | 'candidate', boolean>> => ({
  live: state === 'active' || state === 'degraded',
  candidate: state === 'active' || state === 'failover_active',
});

/** The watchdog's signals of one name. */
export const watchdogSignals = (
  history: History,
  watchdog: Watchdog,
  name: string,
): readonly SignalEvent[] =>
  eventsOf(history, 'signal').filter(
    (signal) => signal.role === watchdog.role && signal.name === name,
  );

/** One state as the watchdog reported it. */
export interface Report {
  readonly atMs: number;
  readonly state: HaState;
  readonly index: number;
  /** The word at the end of a poll, by which a change has taken its full effect. */
  readonly isEvaluation: boolean;
}

/** Every state that was reported, in order of time: changes and evaluations alike. */
export const haReports = (history: History, watchdog: Watchdog): readonly Report[] =>
  [
    ...watchdogSignals(history, watchdog, 'haState').map((it) => ({ it, state: it.value.to })),
    ...watchdogSignals(history, watchdog, 'haEvaluation').map((it) => ({
      it,
      state: it.value.state,
    })),
  ]
    .flatMap(({ it, state }) => {
      if (!isHaState(state)) return [];
      const isEvaluation = it.name === 'haEvaluation';
      return [{ atMs: it.atMs, state, index: it.index, isEvaluation }];
    })
    .toSorted((one, other) => one.atMs - other.atMs);

/** The reports in force at some moment of a stretch of time; the first may be older than it. */
export const reportsWithin = (
  reports: readonly Report[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly Report[] => {
  const begun = reports.findLast((report) => report.atMs <= fromMs);
  const later = reports.filter((report) => report.atMs > fromMs && report.atMs < toMs);
  return begun === undefined ? later : [begun, ...later];
};
