import { exitSentinel } from '../../host/exit-sentinel.ts';
import { UnsupportedCall } from '../unsupported-call.ts';
import type { Admitted, Gate } from './gate.ts';
import type { Steps } from './step.ts';

/** Makes all system calls of a call at once; the event loop is held up for their time. */
export const runNow = <Result>(gate: Gate, steps: Steps<Result>): Result => {
  let turn = steps.next();
  while (!turn.done) {
    const admitted = gate.admit(turn.value);
    if (admitted.stuckBy.length > 0) {
      throw new UnsupportedCall(`a stuck synchronous ${admitted.step.syscall}`);
    }
    if (admitted.delayMs > 0) gate.host.holdUp(admitted.delayMs);
    let result: unknown;
    try {
      result = gate.perform(admitted);
    } catch (error) {
      turn = steps.throw(error);
      continue;
    }
    turn = steps.next(result);
  }
  return turn.value;
};

/** What becomes of a call that runs in the background. */
export interface Settle<Result> {
  readonly done: (result: Result) => void;
  readonly failed: (error: unknown) => void;
}

/** Makes each system call of a call as an event of its own; a process may die between any two. */
export const runLater = <Result>(
  gate: Gate,
  steps: Steps<Result>,
  settle: Settle<Result>,
): void => {
  const go = (given: unknown, failed: boolean): void => {
    let turn: IteratorResult<Admitted['step'], Result>;
    try {
      turn = failed ? steps.throw(given) : steps.next(given);
    } catch (error) {
      settle.failed(error);
      return;
    }
    if (turn.done) settle.done(turn.value);
    else submit(turn.value);
  };
  const perform = (admitted: Admitted): void => {
    let result: unknown;
    try {
      result = gate.perform(admitted);
    } catch (error) {
      // The process was ended by this call: nothing of it goes on.
      if (error === exitSentinel) return;
      go(error, true);
      return;
    }
    go(result, false);
  };
  const submit = (step: Admitted['step']): void => {
    const admitted = gate.admit(step);
    const { stuckBy, delayMs } = admitted;
    let held = stuckBy.length;
    if (held === 0) {
      gate.host.later(delayMs, () => perform(admitted));
      return;
    }
    const release = gate.host.hold?.();
    for (const rule of stuckBy) {
      rule.whenHealed(() => {
        held -= 1;
        if (held > 0) return;
        gate.host.later(delayMs, () => perform(admitted));
        release?.();
      });
    }
  };
  go(undefined, false);
};
