import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Snapshot } from './read-snapshot.ts';

const temporary = /^\.sync-.+\.tmp$/;
/** Two writes within this time may bear the same time of change, so a copy may be of the first. */
const racyMs = 100;
const abandonedMs = 10 * 60_000;

/**
 * Puts a file in its place by a rename: a reader finds the old one or the new one, whole. It bears
 * its source's time of change, or a little less when the source changed only just now: then the
 * next sync looks again.
 */
export async function placeWhole(path: string, { bytes, mtimeMs }: Snapshot): Promise<void> {
  // No two syncs share a temporary name: one would publish what the other has half written.
  const fresh = join(dirname(path), `.sync-${basename(path)}-${randomUUID()}.tmp`);
  try {
    await using handle = await open(fresh, 'wx');
    await handle.writeFile(bytes);
    const isRacy = Date.now() - mtimeMs < racyMs;
    const stamp = new Date(isRacy ? mtimeMs - racyMs : mtimeMs);
    await handle.utimes(stamp, stamp);
    await handle.sync();
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Removes what syncs that died left in a folder. */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!temporary.test(name)) continue;
    const path = join(folder, name);
    const { ctimeMs } = await stat(path).catch(() => ({ ctimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - ctimeMs > abandonedMs) await rm(path, { force: true });
  }
}
