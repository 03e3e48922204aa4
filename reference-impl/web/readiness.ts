import type { Log } from '../logging/create-logger.ts';
import type { MessageQueue } from '../queue/message-queue.ts';

/** Whether `web` can take messages, and what hinders it. */
export interface Readiness {
  look(): { readonly able: boolean; readonly reasons: readonly string[] };
  /** From now on it is not able, whatever else holds. */
  stopping(): void;
  readonly isStopping: boolean;
}

/** Creates the readiness of `web`; a change is logged when somebody looks. */
export function createReadiness(queue: Pick<MessageQueue, 'trouble'>, log: Log): Readiness {
  let stopping = false;
  let last: boolean | undefined;
  const look = () => {
    const reasons = [
      ...(stopping ? ['stopping'] : []),
      ...(queue.trouble ? [queue.trouble.message] : []),
    ];
    const able = reasons.length === 0;
    if (able !== last) log.info({ event: 'ready', able, reasons }, able ? 'ready' : 'not ready');
    last = able;
    return { able, reasons };
  };
  return {
    look,
    stopping() {
      stopping = true;
      look();
    },
    get isStopping() {
      return stopping;
    },
  };
}
