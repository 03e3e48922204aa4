import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { type AttemptOutcome, classifyOutcome } from '../client/attempt-outcome.ts';
import { CallFailed } from '../client/call-failed.ts';
import type { Log } from '../logging/create-logger.ts';
import { withRetry } from '../resilience/retry/with-retry.ts';
import { attemptCompletion } from './attempt-completion.ts';
import { AttemptFailed } from './attempt-failed.ts';
import type { Completion, CompletionRequest, ModelProvider } from './completion.ts';

/** How prime is called. */
export interface PrimeOptions {
  readonly baseUrl: string;
  readonly connectMs: number;
  readonly readMs: number;
  readonly maxRetries: number;
  readonly baseDelayMs: number;
  readonly stream: boolean;
  readonly log: Log;
}

/**
 * Creates the provider that asks prime. Connection errors are retried with backoff (G9); a time
 * limit ends the call at once. Calls share no lane: one that hangs holds up nobody (G29).
 */
export function createPrimeProvider(options: PrimeOptions): ModelProvider & { close(): void } {
  const { baseUrl, connectMs, readMs, stream, log } = options;
  const agent = new Agent({ keepAlive: true });
  const route = { baseUrl, agent, limits: { connectMs, readMs }, stream, model: 'prime' };

  const call = (request: CompletionRequest, callId: string, count: () => void) =>
    withRetry(
      () => {
        count();
        return attemptCompletion(route, request, callId);
      },
      {
        maxRetries: options.maxRetries,
        baseDelayMs: options.baseDelayMs,
        shouldRetry: (error) => error instanceof AttemptFailed && mayRepeat(error.outcome),
        onRetry: ({ attempt, waitMs, error }) => {
          const reason = error instanceof Error ? error.message : String(error);
          const fields = { callId, key: request.key, target: baseUrl, attempt, waitMs, reason };
          log.warn({ event: 'retry', ...fields }, `prime: attempt ${attempt} failed: ${reason}`);
        },
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      },
    );

  return {
    name: 'prime',
    close: () => agent.destroy(),
    async complete(request): Promise<Completion> {
      const callId = randomUUID();
      const { key } = request;
      let attempts = 0;
      log.info({ event: 'inference', callId, key, phase: 'begin' }, 'inference begins');
      try {
        const completion = await call(request, callId, () => {
          attempts += 1;
        });
        log.info({ event: 'inference', callId, key, phase: 'end' }, 'inference ends');
        return completion;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.error({ event: 'inference', callId, key, phase: 'failed', reason }, reason);
        if (!(error instanceof AttemptFailed)) throw error;
        throw new CallFailed({ callId, outcome: error.outcome, attempts, target: baseUrl });
      }
    },
  };
}

/** An inference has no effect: it may be repeated whenever the connection, not time, ended it. */
function mayRepeat(outcome: AttemptOutcome): boolean {
  return outcome.kind === 'resetInAnswer' || classifyOutcome(outcome, true) === 'retry';
}
