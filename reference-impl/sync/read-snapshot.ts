import { open } from 'node:fs/promises';

/** A file as it was at one instant. */
export interface Snapshot {
  readonly bytes: Buffer;
  readonly mtimeMs: number;
}

/** What reading came to: gone meanwhile, or never quiet long enough to be read whole. */
export type Read = Snapshot | 'gone' | 'busy';

const triesMost = 5;

/**
 * Reads a file that its owner may be writing at the same time: what changed while it was read is
 * read again, so that no torn state is ever passed on.
 */
export async function readSnapshot(path: string): Promise<Read> {
  for (let tries = 0; tries < triesMost; tries += 1) {
    const read = await readOnce(path);
    if (read !== 'busy') return read;
  }
  return 'busy';
}

async function readOnce(path: string): Promise<Read> {
  try {
    await using handle = await open(path, 'r');
    const before = await handle.stat();
    const bytes = await handle.readFile();
    const after = await handle.stat();
    const isQuiet = before.mtimeMs === after.mtimeMs && bytes.length === after.size;
    return isQuiet && before.size === after.size ? { bytes, mtimeMs: after.mtimeMs } : 'busy';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw error;
  }
}
