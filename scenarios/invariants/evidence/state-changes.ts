import type { History, SignalEvent } from '../../../harness/core/history.ts';
import type { Violation } from '../../../harness/invariants/evidence/conclude.ts';
import { sayMs } from '../../../harness/invariants/evidence/say.ts';
import { type HaState, isHaState, type Watchdog, watchdogSignals } from './ha-reports.ts';

/** One change of state as the watchdog reported it. */
export interface Change {
  readonly from: HaState;
  readonly to: HaState;
  readonly signal: SignalEvent;
}

/** The changes of a history, and the reports among them that are no change at all. */
export interface Changes {
  readonly changes: readonly Change[];
  readonly jumps: readonly Violation[];
}

/**
 * The changes that a watchdog reported. A new life repeats the change that the last one did not
 * finish announcing; that is the same change.
 */
export const stateChanges = (history: History, watchdog: Watchdog): Changes => {
  const changes: Change[] = [];
  const jumps: Violation[] = [];
  let last: { readonly state: HaState; readonly life: number } | undefined;
  for (const signal of watchdogSignals(history, watchdog, 'haState')) {
    const { from, to, first } = signal.value;
    if (!isHaState(to)) continue;
    const isNewLife = last !== undefined && last.life !== signal.life;
    const previous = changes.at(-1);
    const isRepeat = isNewLife && previous?.from === from && previous?.to === to;
    const isChange = first !== true && !isRepeat && isHaState(from);
    if (isChange) changes.push({ from, to, signal });
    const isJump = isChange && (from === to || (!isNewLife && last && last.state !== from));
    if (isJump) {
      const so = from === to ? 'which is no change' : `though the state was ${last?.state}`;
      jumps.push({
        because: `${from} became ${to} at ${sayMs(signal.atMs)} (event ${signal.index}), ${so}`,
        witnesses: [signal.index],
      });
    }
    last = { state: to, life: signal.life };
  }
  return { changes, jumps };
};
