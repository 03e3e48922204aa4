import type { MessageQueue, NewMessage } from '../queue/message-queue.ts';
import { StorageFailed } from '../queue/storage-failed.ts';

/**
 * Accepts a message, or fails when it is not durable in time: a disk that hangs must not hold the
 * sender for ever. The message may become durable later; the error says so.
 */
export async function acceptInTime(
  queue: Pick<MessageQueue, 'accept'>,
  message: NewMessage,
  limitMs: number,
): Promise<{ readonly id: string }> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new StorageFailed(new Error(`not durable after ${limitMs} ms`), true));
  }, limitMs);
  try {
    return await Promise.race([queue.accept(message), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
