import type { Exchange, History } from '../../core/history.ts';
import { clientRole } from '../../core/stack.ts';
import { beganAtMs, endedAtMs } from './attempt-times.ts';
import { eventsOf } from './events-of.ts';

/** One call of one caller, with its retries and its fallback, in the order they began. */
export interface Call {
  readonly id: string;
  readonly from: string;
  readonly attempts: readonly Exchange[];
}

const inOrder = (one: Exchange, other: Exchange): number =>
  beganAtMs(one) - beganAtMs(other) ||
  endedAtMs(one) - endedAtMs(other) ||
  one.link.localeCompare(other.link);

/** The attempts of a history by call; those that carry no call id are in none. */
export const callsOf = (history: History): readonly Call[] => {
  const byCall = Map.groupBy(
    eventsOf(history, 'exchange').filter((attempt) => attempt.callId !== undefined),
    (attempt) => `${attempt.from} ${attempt.callId}`,
  );
  return [...byCall.values()].map((attempts) => ({
    id: attempts[0]?.callId ?? '',
    from: attempts[0]?.from ?? '',
    attempts: attempts.toSorted(inOrder),
  }));
};

/**
 * Attempts that no call can claim. The harness's own clients and the watchdog are left out: each
 * of their requests is a call by itself.
 */
export const attemptsWithoutCall = (history: History): readonly Exchange[] =>
  eventsOf(history, 'exchange').filter(
    (attempt) =>
      attempt.callId === undefined &&
      attempt.from !== clientRole &&
      attempt.from !== history.promises.watchdog?.role,
  );
