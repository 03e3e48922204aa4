import type { Backoff } from './backoff.ts';

/** When to try again, and how often. */
export interface Schedule extends Backoff {
  readonly maxRetries: number;
}

/** Between the tries at one model: 1 s, 2 s, 4 s (F2). */
export const modelSchedule: Schedule = { maxRetries: 3, baseDelayMs: 1000, jitter: 0 };

/** Between the tries of an agent: 2, 4, 8, 16 s, ± 25 % (U6). */
export const agentSchedule: Schedule = {
  maxRetries: 4,
  baseDelayMs: 2000,
  maxDelayMs: 16_000,
  jitter: 0.25,
};
