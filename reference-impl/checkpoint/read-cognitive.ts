import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unseal } from './seal.ts';

/** The names of the newest cognitive checkpoint and of the one before it. */
export const cognitiveNames = { current: 'prime.md', previous: 'prime_previous.md' } as const;

/** Reads the newest whole cognitive checkpoint of a folder; undefined when there is none. */
export async function readCognitive(folder: string): Promise<string | undefined> {
  const current = await readSealed(join(folder, cognitiveNames.current));
  return current ?? (await readSealed(join(folder, cognitiveNames.previous)));
}

/** Reads one sealed file; undefined when it is missing or not whole. */
export async function readSealed(path: string): Promise<string | undefined> {
  try {
    return unseal(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
