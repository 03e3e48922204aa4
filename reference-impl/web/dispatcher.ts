import { CallFailed } from '../client/call-failed.ts';
import type { Log } from '../logging/create-logger.ts';
import type { MessageQueue } from '../queue/message-queue.ts';
import type { Message } from '../queue/message-table.ts';
import { backoffMs } from '../resilience/retry/backoff.ts';
import type { AskCore } from './ask-core.ts';
import { finalRefusalOf } from './final-refusal.ts';

/** What a dispatcher needs. */
export interface DispatcherOptions {
  readonly queue: MessageQueue;
  readonly askCore: AskCore;
  readonly log: Log;
  /** Ends the deliveries that are under way when a stop has waited long enough. */
  readonly giveUp: AbortSignal;
  readonly settings: {
    readonly DELIVERY_CONCURRENCY: number;
    readonly REDELIVERY_BASE_MS: number;
    readonly REDELIVERY_MAX_MS: number;
    readonly MAX_ATTEMPTS: number;
  };
  readonly random?: () => number;
  /** The clock of the queue; the system's when left out. */
  readonly now?: () => number;
}

/** Delivers what is in the queue. */
export interface Dispatcher {
  /** Begins as many deliveries as may run; safe to call at any time, as often as anybody likes. */
  pump(): void;
  /** Begins no more; resolves when those under way have ended. */
  stop(): Promise<void>;
}

/** Creates a dispatcher; it has no timer: whoever changes the queue pumps. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { queue, settings } = options;
  const running = new Set<Promise<void>>();
  let stopped = false;
  let pumping = false;
  const pump = () => {
    // Taking a message changes the queue, and that pumps: the loop below sees to it.
    if (pumping) return;
    pumping = true;
    while (!stopped && running.size < settings.DELIVERY_CONCURRENCY) {
      const message = queue.take();
      if (!message) break;
      const delivery = deliver(options, message).finally(() => {
        running.delete(delivery);
        pump();
      });
      running.add(delivery);
    }
    pumping = false;
  };
  return {
    pump,
    async stop() {
      stopped = true;
      await Promise.all(running);
    },
  };
}

async function deliver(options: DispatcherOptions, message: Message): Promise<void> {
  const { queue, askCore, giveUp, log, settings, now = Date.now } = options;
  const { id: key, text, attempts } = message;
  try {
    queue.answer(key, await askCore({ key, text, source: 'chat', signal: giveUp }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof CallFailed && error.outcome.kind === 'aborted') {
      queue.giveBack(key, reason, now());
    } else if (finalRefusalOf(error) || isLast(attempts, settings.MAX_ATTEMPTS)) {
      queue.bury(key, reason);
      log.error({ event: 'deadLetter', key, reason }, `${key}: given up`);
    } else {
      const waitMs = redeliveryMs(options, attempts);
      queue.giveBack(key, reason, now() + waitMs);
      log.info({ event: 'redelivery', key, attempt: attempts, waitMs, reason }, `${key}: later`);
    }
  }
}

const isLast = (attempts: number, attemptsMax: number): boolean =>
  attemptsMax > 0 && attempts >= attemptsMax;

function redeliveryMs({ settings, random }: DispatcherOptions, attempts: number): number {
  const { REDELIVERY_BASE_MS: baseDelayMs, REDELIVERY_MAX_MS: maxDelayMs } = settings;
  const waitMs = backoffMs({ baseDelayMs, maxDelayMs }, attempts - 1, random);
  return Math.round(Math.min(waitMs, maxDelayMs));
}
