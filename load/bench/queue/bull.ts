import { loadPeer } from '../peers/peers-folder.ts';
import type { DurableQueue } from './contenders.ts';

/** What is used of BullMQ. */
interface BullMq {
  readonly Queue: new (
    name: string,
    options: { readonly connection: { readonly host: string; readonly port: number } },
  ) => {
    add(name: string, data: object, options: { readonly jobId: string }): Promise<unknown>;
    waitUntilReady(): Promise<unknown>;
    drain(): Promise<unknown>;
  };
}

/** BullMQ on the Redis that the bench has started. */
export async function openBull(): Promise<DurableQueue> {
  const port = Number(process.env.BENCH_REDIS_PORT);
  if (!port) throw new Error('no Redis');
  const { Queue } = await loadPeer<BullMq>('bullmq');
  const queue = new Queue('bench', { connection: { host: '127.0.0.1', port } });
  await queue.waitUntilReady();
  return {
    // The same promise as ours: a key that comes again is the same message.
    send: (key, text) => queue.add('message', { text }, { jobId: key }),
    drain: () => queue.drain(),
  };
}
