import type { Log } from '../logging/create-logger.ts';
import type { RetryNotice } from '../resilience/retry/with-retry.ts';
import { describeOutcome } from './attempt-outcome.ts';
import { CallFailed } from './call-failed.ts';

/** What the log says about one call: its retries, its failover and its end when it fails. */
export interface CallLog {
  retry(notice: RetryNotice): void;
  failover(trigger: 'error' | 'state', reason: string): void;
  failed(error: CallFailed): void;
}

/** The names of a call that every entry carries. */
export interface CallNames {
  readonly route: string;
  readonly callId: string;
  readonly key?: string;
}

/** Creates the log of one call between a primary and, perhaps, a fallback. */
export function createCallLog(
  log: Log,
  names: CallNames,
  places: { readonly primary: string; readonly fallback?: string | undefined },
): CallLog {
  return {
    retry({ attempt, waitMs: exactMs, error }) {
      const waitMs = Math.round(exactMs);
      const reason = reasonOf(error);
      log.warn(
        { event: 'retry', ...names, target: places.primary, attempt, waitMs, reason },
        `${names.route}: attempt ${attempt} failed, next in ${waitMs} ms`,
      );
    },
    failover(trigger, reason) {
      const way = { from: places.primary, to: places.fallback };
      log.warn(
        { event: 'failover', ...names, ...way, trigger, reason },
        `${names.route}: going to the fallback`,
      );
    },
    failed(error) {
      const primary = reasonOf(error);
      const fallback = error.cause instanceof CallFailed ? reasonOf(error.cause) : undefined;
      log.warn(
        { event: 'callFailed', ...names, reason: primary, primary, ...(fallback && { fallback }) },
        `${names.route}: failed, ${primary}`,
      );
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof CallFailed ? describeOutcome(error.outcome) : String(error);
}
