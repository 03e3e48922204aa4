import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listSynced } from './synced-files.ts';

/** The hash of each synced file in a state folder, by its path below the folder. */
export async function hashFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const file of await listSynced(folder)) {
    const bytes = await readFile(join(folder, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (bytes !== undefined) hashes.set(file, createHash('sha256').update(bytes).digest('hex'));
  }
  return hashes;
}

/** One hash over names and content of all synced files of a state folder. */
export async function hashState(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const [file, sha256] of await hashFiles(folder)) hash.update(`${file} ${sha256}\n`);
  return hash.digest('hex');
}
