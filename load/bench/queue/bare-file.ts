import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { DurableQueue } from './contenders.ts';

interface BareFileOptions {
  /** One sync for all that gathered while the last one ran; otherwise one for each message. */
  readonly grouped: boolean;
  /** Written over instead of appended to, so that a sync has no length to store. */
  readonly preallocated: boolean;
}

const preallocatedBytes = 16 * 2 ** 20;
const headBytes = 64;

/** The floor: bytes, a write and a sync, and nothing that a queue has to know. */
export async function openBareFile(
  folder: string,
  { grouped, preallocated }: BareFileOptions,
): Promise<DurableQueue> {
  const file = await open(join(folder, 'bare'), 'w+');
  if (preallocated) {
    await file.write(Buffer.alloc(preallocatedBytes), 0, preallocatedBytes, 0);
    await file.sync();
  }
  let position = 0;
  const waiting: { bytes: Buffer; done: () => void }[] = [];
  let isWriting = false;

  const write = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      // Let all who are about to send in this turn come along.
      await Promise.resolve();
      const batch = grouped ? waiting.splice(0) : waiting.splice(0, 1);
      const bytes = Buffer.concat(batch.map((one) => one.bytes));
      if (preallocated && position + bytes.length > preallocatedBytes) position = 0;
      await file.write(bytes, 0, bytes.length, position);
      await file.datasync();
      position += bytes.length;
      for (const { done } of batch) done();
    }
    isWriting = false;
  };

  return {
    send: (key, text) =>
      new Promise<void>((done) => {
        // As many bytes as our record has.
        const bytes = Buffer.from(`${key.padEnd(headBytes)}${text}`);
        waiting.push({ bytes, done });
        if (!isWriting) void write();
      }),
  };
}
