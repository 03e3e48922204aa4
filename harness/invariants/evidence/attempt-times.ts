import type { Exchange } from '../../core/history.ts';

/** When an attempt began. */
export const beganAtMs = (attempt: Exchange): number => attempt.sentAtMs ?? attempt.atMs;

/** When its caller knew how it ended; a kept-alive connection may go on after the answer. */
export const endedAtMs = (attempt: Exchange): number =>
  attempt.answeredAtMs ?? attempt.endedAtMs ?? Math.max(attempt.atMs, beganAtMs(attempt));

/** The living caller gave up on it: a time limit or an abort. */
export const wasGivenUp = (attempt: Exchange): boolean =>
  attempt.endedByCaller && attempt.callerDied !== true && attempt.class !== 'answered';

/** A whole answer below 400 reached the caller. */
export const hasSucceeded = (attempt: Exchange): boolean =>
  attempt.class === 'answered' && attempt.status !== undefined && attempt.status < 400;
