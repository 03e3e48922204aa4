import type { History } from '../../harness/core/history.ts';
import type { Invariant, Verdict } from '../../harness/core/verdict.ts';
import { hangSpanOf } from '../results/hang-span.ts';
import { type LoadCall, loadCalls } from '../results/load-calls.ts';

/** Whether a call may fail: it waited for the core while that hung, before anybody knew. */
const caughtInHang = (history: History) => {
  const hang = hangSpanOf(history);
  return ({ startMs, endMs = Number.POSITIVE_INFINITY }: LoadCall): boolean =>
    hang !== undefined &&
    endMs >= hang.fromMs &&
    startMs <= (hang.switchedAtMs ?? Number.POSITIVE_INFINITY);
};

/** Failures that a hang explains: callers who waited for an answer when the core stopped. */
export const failedInHang = (history: History, calls: readonly LoadCall[]): readonly LoadCall[] => {
  const excused = caughtInHang(history);
  return calls.filter((call) => call.outcome !== 'ok' && call.path === 'sync' && excused(call));
};

const checkCalls = (history: History): Verdict => {
  const calls = loadCalls(history);
  if (calls.length === 0) return { status: 'vacuous', because: 'there was no load' };
  const failed = calls.filter(({ outcome }) => outcome !== 'ok');
  const excused = new Set(failedInHang(history, calls));
  const wrong = failed.filter((call) => !excused.has(call));
  const first = wrong[0];
  if (first !== undefined) {
    const codes = [...new Set(wrong.map(({ code }) => code ?? 'no answer'))].join(', ');
    return {
      status: 'violated',
      checked: calls.length,
      because: `${wrong.length} of ${calls.length} calls failed to their caller: ${codes}`,
      witnesses: wrong.slice(0, 20).flatMap(({ indices }) => indices),
    };
  }
  const hung = failed.length;
  const also = hung === 0 ? '' : `; ${hung} in flight at the hung core failed, which they may`;
  return {
    status: 'held',
    checked: calls.length,
    because: `none of ${calls.length} calls failed to its caller${also}`,
  };
};

/** Under load a failover is not seen by callers; only a hang may cost those who waited already. */
export const nobodyTurnedAway: Invariant = {
  name: 'nobody-turned-away',
  about: 'No call fails to its caller, except those that waited for a core when it hung.',
  remedy:
    'Look at the error codes by window: refused and cut attempts must be retried, then go to the ' +
    'standby once, within the caller’s own time limit.',
  reads: 'reference',
  excuses: [],
  check: checkCalls,
};
