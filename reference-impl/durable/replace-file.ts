import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.ts';
import { writeSynced } from './write-synced.ts';

/**
 * Replaces a file so that a reader, also after a crash at any instant, finds the old or the new
 * text whole. The temporary name is fixed: the callers serialise their writes.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  await writeSynced(temporary, text);
  await rename(temporary, path);
  await syncFolder(dirname(path));
}
