import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../durable/sync-folder.ts';
import { copyFolder } from './copy-folder.ts';
import { type DaemonPast, readCheckpoints } from './daemon-checkpoint.ts';
import type { Tenure } from './writer-lock.ts';

const keptGenerations = 3;
const copiesMost = 3;

/** The folder of one tenure's files. */
export const generationFolder = (root: string, { generation }: Tenure): string =>
  join(root, `gen-${generation}`);

/**
 * Makes the folder of a new tenure out of the newest one before it, or out of `base` where nothing is
 * shared, and puts it in place by one rename: readers see none of it or all. What an old writer still
 * does to its own folder afterwards reaches nobody.
 */
export async function beginGeneration(
  root: string,
  tenure: Tenure,
  base?: string,
): Promise<string> {
  const folder = generationFolder(root, tenure);
  const building = `${folder}.building`;
  await mkdir(root, { recursive: true });
  const earlier = (await generationsIn(root)).filter((it) => it < tenure.generation);
  const newest = earlier.at(-1);
  const from = newest === undefined ? base : generationFolder(root, { generation: newest });
  await copySteady(from, building);
  await rename(building, folder);
  await syncFolder(root);
  for (const generation of earlier.slice(0, 1 - keptGenerations)) {
    await rm(generationFolder(root, { generation }), { recursive: true, force: true });
  }
  return folder;
}

/** The generations that have a folder, in order. */
export async function generationsIn(root: string): Promise<readonly number[]> {
  const names = await readdir(root);
  const numbers = names.flatMap((name) => {
    const found = /^gen-(\d+)$/.exec(name);
    return found === null ? [] : [Number(found[1])];
  });
  return numbers.sort((one, other) => one - other);
}

/** An old writer that wakes during the copy may write once more: then the copy is made again. */
async function copySteady(from: string | undefined, to: string): Promise<void> {
  for (let copies = 0; copies < copiesMost; copies += 1) {
    await rm(to, { recursive: true, force: true });
    await mkdir(to);
    if (from === undefined) return;
    const before = await readCheckpoints(from);
    await copyFolder(from, to);
    if (isSame(before, await readCheckpoints(from))) return;
  }
  throw new Error(`${from} went on changing while it was copied ${copiesMost} times`);
}

const isSame = (one: DaemonPast, other: DaemonPast): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
