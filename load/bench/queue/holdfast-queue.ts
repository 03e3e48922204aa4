import { MessageQueue } from '../../../reference-impl/queue/message-queue.ts';
import type { DurableQueue } from './contenders.ts';

const silent = () => undefined;

/** Our queue, as `web` opens it. */
export async function openHoldfastQueue(dataDir: string): Promise<DurableQueue> {
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const queue = await MessageQueue.open({ dataDir, log, waitingMax: 2 ** 31 });
  const drain = async () => {
    for (let message = queue.take(); message; message = queue.take()) {
      queue.answer(message.id, { answer: 'done', model: 'none' });
    }
    // It is durable after all the steps before it.
    await queue.accept({ key: `drained ${performance.now()}`, text: '' });
  };
  return { send: (key, text) => queue.accept({ key, text }), drain };
}
