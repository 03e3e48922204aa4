import { CallFailed } from '../client/call-failed.ts';
import { createServiceClient } from '../client/service-client.ts';
import type { Log } from '../logging/create-logger.ts';
import { backoffMs } from '../resilience/retry/backoff.ts';
import { sleep } from '../resilience/retry/sleep.ts';
import type { SessionVector } from './vector.ts';

/** How the study is told of vectors. */
export interface VectorPosterOptions {
  readonly baseUrl: string;
  readonly connectMs: number;
  readonly readMs: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** How many wait while the study is down; the oldest go first. */
  readonly waitingMost: number;
  readonly log: Log;
  /** Sees each call, for the report on dependencies. */
  readonly watch?: (call: Promise<unknown>) => Promise<unknown>;
}

/** Sends vectors to the study, in order, one at a time, beside the work that made them. */
export interface VectorPoster {
  post(vector: SessionVector): void;
  waiting(): number;
  close(): Promise<void>;
}

/**
 * Creates a poster. A study that is down costs no packet its answer: vectors wait, up to a bound,
 * and are sent when it is back; those that a shutdown finds waiting are lost, and counted.
 */
export function createVectorPoster(options: VectorPosterOptions): VectorPoster {
  const { log, waitingMost, connectMs, readMs, baseUrl } = options;
  const { watch = (call: Promise<unknown>) => call } = options;
  const client = createServiceClient({
    ...{ baseUrl, log, route: 'study', limits: { connectMs, readMs } },
    // The waits between calls are this poster's own: no packet waits for them.
    retry: { maxRetries: 0, baseDelayMs: options.baseDelayMs },
  });
  const closing = new AbortController();
  const { signal } = closing;
  let waiting: SessionVector[] = [];
  let running: Promise<void> | undefined;

  const send = async (vector: SessionVector): Promise<boolean> => {
    const call = client.call({ path: '/vectors', body: vector, key: vector.key, signal });
    try {
      await watch(call);
      return true;
    } catch (error) {
      const outcome = error instanceof CallFailed ? error.outcome : undefined;
      // What it will not have is not sent again.
      return outcome?.kind === 'answered' && outcome.status >= 400 && outcome.status < 500;
    }
  };
  const run = async (): Promise<void> => {
    let failures = 0;
    for (let next = waiting[0]; next !== undefined && !signal.aborted; next = waiting[0]) {
      if (await send(next)) {
        failures = 0;
        waiting = waiting.filter((one) => one !== next);
      } else {
        await sleep(backoffMs(options, failures), signal).catch(() => undefined);
        failures += 1;
      }
    }
    running = undefined;
  };

  return {
    post(vector) {
      if (signal.aborted) return;
      waiting.push(vector);
      if (waiting.length > waitingMost) tellLost(log, waiting.splice(0, 1).length);
      running ??= run();
    },
    waiting: () => waiting.length,
    async close() {
      closing.abort(new Error('closing'));
      await running;
      client.close();
      if (waiting.length > 0) tellLost(log, waiting.length);
    },
  };
}

function tellLost(log: Log, count: number): void {
  log.error({ event: 'vectorsLost', count }, `${count} vectors never reached the study`);
}
