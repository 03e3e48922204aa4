import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of the session vectors, one file a session. */
export const vectorsFolder = 'session_vectors';

/** The single files that a sync carries over (G19). */
const singleFiles = ['sessions.json', 'prime_previous.md', 'prime.md', 'Lite.md'] as const;

/** Every name in a state folder that belongs to the sync; all else there is the core's own. */
export const syncedNames: readonly string[] = [...singleFiles, vectorsFolder];

/** Tells whether a name in a state folder belongs to the sync, its own workings included. */
export function isSynced(name: string): boolean {
  return syncedNames.includes(name) || /^\.(state-|sync-|current$)/.test(name);
}

/** Lists the synced files that a state folder holds now, as paths below it. */
export async function listSynced(folder: string): Promise<readonly string[]> {
  const [names, vectors] = await Promise.all([
    readdir(folder),
    namesIn(join(folder, vectorsFolder)),
  ]);
  const singles = singleFiles.filter((name) => names.includes(name));
  // Names that begin with a dot, and temporary ones, are somebody's unfinished work.
  const whole = vectors.filter((name) => /^[^.].*\.json$/.test(name)).sort();
  return [...singles, ...whole.map((name) => join(vectorsFolder, name))];
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code; // fs rejects with system errors only
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
