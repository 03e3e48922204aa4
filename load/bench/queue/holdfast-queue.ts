import { MessageQueue } from '../../../reference-impl/queue/message-queue.ts';
import type { DurableQueue } from './contenders.ts';

const silent = () => undefined;

/** Our queue, as `web` opens it. */
export async function openHoldfastQueue(dataDir: string): Promise<DurableQueue> {
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const queue = await MessageQueue.open({ dataDir, log, waitingMax: 2 ** 31 });
  return { send: (key, text) => queue.accept({ key, text }), close: () => queue.close() };
}
