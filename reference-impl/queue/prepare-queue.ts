import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { MessageQueue, type QueueOptions } from './message-queue.ts';

/** Makes a folder for the length of one test. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'queue-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a queue in a folder of its own, or in the given one. */
export async function openQueue(options: Partial<QueueOptions> = {}) {
  const log = createMemoryLog();
  const dataDir = options.dataDir ?? (await newFolder());
  const queue = await MessageQueue.open({ log, dataDir, ...options });
  return { queue, log, dataDir, path: join(dataDir, 'queue.jsonl') };
}

/** Says of every message in which state it is. */
export const states = (queue: MessageQueue) =>
  Object.fromEntries([...queue.messages()].map(({ id, state }) => [id, state]));
