import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type CheckpointFiles, checkpointFiles } from './checkpoint-files.ts';
import { cognitiveNames, readSealed } from './read-cognitive.ts';
import { seal } from './seal.ts';

/** What a cognitive checkpoint needs beside its text. */
export interface CognitiveOptions {
  readonly signal?: AbortSignal;
  readonly files?: CheckpointFiles;
}

/**
 * Writes a cognitive checkpoint: the old `prime.md` becomes `prime_previous.md`. A crash between
 * any two steps leaves a whole one. The old one gets its second name by a link, so that there is
 * no instant without `prime.md`; a damaged `prime.md` never replaces a whole previous one.
 */
export async function writeCognitive(
  folder: string,
  text: string,
  options: CognitiveOptions = {},
): Promise<void> {
  const { signal, files = checkpointFiles } = options;
  const current = join(folder, cognitiveNames.current);
  const previous = join(folder, cognitiveNames.previous);
  const fresh = `${current}.tmp`;
  const second = `${previous}.tmp`;

  await files.writeSynced(fresh, seal(text));
  signal?.throwIfAborted();
  if (await isWorthKeeping(current, previous)) {
    await files.remove(second);
    await files.link(current, second);
    await files.rename(second, previous);
  }
  await files.rename(fresh, current);
  await files.syncFolder(folder);
  // A rename between two names of one file does nothing, and leaves the first name behind.
  await files.remove(second);
}

/** A file that nobody sealed may be one written by hand: better than no previous one at all. */
async function isWorthKeeping(current: string, previous: string): Promise<boolean> {
  if ((await readSealed(current)) !== undefined) return true;
  if ((await readSealed(previous)) !== undefined) return false;
  return access(current).then(
    () => true,
    () => false,
  );
}
