import type { History } from '../../harness/core/history.ts';

/** From the stop of the live core until new calls went to the other: ms of the run. */
export interface HangSpan {
  readonly fromMs: number;
  /** Absent: they never did. */
  readonly switchedAtMs?: number;
}

/** The hang of a run, if it has one; those who called in it may fail (ruling 6). */
export const hangSpanOf = (history: History): HangSpan | undefined => {
  const stopped = history.events.find(
    (event) => event.type === 'faultInjected' && event.step.kind === 'pause',
  );
  if (stopped === undefined) return undefined;
  const fromMs = stopped.atMs;
  const switched = history.events.find(
    (event) =>
      event.type === 'signal' &&
      event.name === 'stateRoute' &&
      event.value.to === 'candidate' &&
      event.atMs >= fromMs,
  );
  return { fromMs, ...(switched ? { switchedAtMs: switched.atMs } : {}) };
};
