import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { type AttemptOutcome, classifyOutcome } from '../client/attempt-outcome.ts';
import { CallFailed } from '../client/call-failed.ts';
import type { Log } from '../logging/create-logger.ts';
import { withRetry } from '../resilience/retry/with-retry.ts';
import { attemptCompletion } from './attempt-completion.ts';
import { AttemptFailed } from './attempt-failed.ts';
import type { Completion, CompletionRequest, ModelProvider } from './completion.ts';
import type { WireFormat } from './wire-format.ts';

/** How a provider is called. */
export interface HttpProviderOptions {
  readonly name: string;
  readonly baseUrl: string;
  readonly wire: WireFormat;
  readonly connectMs: number;
  readonly readMs: number;
  readonly maxRetries: number;
  readonly baseDelayMs: number;
  readonly log: Log;
}

/** A provider with connections of its own, which `close` ends. */
export type HttpProvider = ModelProvider & { close(): void };

/**
 * Creates a provider that is asked over HTTP. Connection errors are retried with backoff (G9); a
 * time limit ends the call at once. Calls share no lane: one that hangs holds up nobody (G29).
 */
export function createHttpProvider(options: HttpProviderOptions): HttpProvider {
  const { name, baseUrl, wire, connectMs, readMs, log } = options;
  const agent = new Agent({ keepAlive: true });
  const route = { baseUrl, wire, agent, limits: { connectMs, readMs } };

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
          log.warn({ event: 'retry', ...fields }, `${name}: attempt ${attempt} failed: ${reason}`);
        },
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      },
    );

  return {
    name,
    close: () => agent.destroy(),
    async complete(request): Promise<Completion> {
      const callId = randomUUID();
      const facts = { event: 'inference', callId, key: request.key, provider: name };
      let attempts = 0;
      log.info({ ...facts, phase: 'begin' }, 'inference begins');
      try {
        const completion = await call(request, callId, () => {
          attempts += 1;
        });
        log.info({ ...facts, phase: 'end' }, 'inference ends');
        return completion;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.error({ ...facts, phase: 'failed', reason }, reason);
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
