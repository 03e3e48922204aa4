import { BreakerOpen } from '../breaker/breaker-open.ts';
import { type Backoff, backoffMs } from './backoff.ts';
import { type Sleep, sleep } from './sleep.ts';

/** How `withRetry` goes about it. */
export interface RetryOptions extends Backoff {
  /** Retries after the first attempt, so 3 means at most four attempts. */
  readonly maxRetries: number;
  /** Says which errors deserve another attempt; all but a breaker's refusal, when left out. */
  readonly shouldRetry?: (error: unknown) => boolean;
  readonly onRetry?: (retry: RetryNotice) => void;
  readonly signal?: AbortSignal;
  readonly random?: () => number;
  readonly sleep?: Sleep;
}

/** What is told before each wait. */
export interface RetryNotice {
  /** The number of the attempt that failed, from 1. */
  readonly attempt: number;
  readonly waitMs: number;
  readonly error: unknown;
}

/**
 * Calls `fn` until it succeeds, its error is not worth a retry, or the retries are used up; then
 * its last error is thrown. A wait runs from the end of one attempt to the start of the next.
 */
export async function withRetry<T>(
  fn: (attempt: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { maxRetries, shouldRetry = wasMade, signal, random } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await fn(attempt);
    } catch (error) {
      if (attempt > maxRetries || signal?.aborted || !shouldRetry(error)) throw error;
      const waitMs = backoffMs(options, attempt - 1, random);
      options.onRetry?.({ attempt, waitMs, error });
      await (options.sleep ?? sleep)(waitMs, signal);
    }
  }
}

/** A breaker opens for far longer than any wait: to ask it again at once is no use. */
const wasMade = (error: unknown) => !(error instanceof BreakerOpen);
