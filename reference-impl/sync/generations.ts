import { randomUUID } from 'node:crypto';
import { link, lstat, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../durable/sync-folder.ts';
import { listSynced, syncedNames, vectorsFolder } from './synced-files.ts';

const currentName = '.current';
const generation = /^\.state-[0-9a-f-]{36}$/;

/**
 * Gives the generation that a standby's plain names show now, as a folder to write to. Readers need
 * not know of it: the plain names in the state folder are links into it. A standby that was never
 * synced is brought into this form, and reads as before.
 */
export async function openTarget(stateDir: string): Promise<string> {
  await mkdir(stateDir, { recursive: true });
  const name = (await currentGeneration(stateDir)) ?? (await adoptPlainFiles(stateDir));
  // One that was cut short left plain files, which would hide the generation.
  for (const plain of syncedNames) await linkPlainName(stateDir, plain);
  return join(stateDir, name);
}

/** Makes an empty generation beside the current one; nobody reads it before `switchTo`. */
export async function newGeneration(stateDir: string): Promise<string> {
  const name = `.state-${randomUUID()}`;
  await mkdir(join(stateDir, name, vectorsFolder), { recursive: true });
  return name;
}

/**
 * Makes a generation the current one by one rename, so that all files change at once; the one
 * before it stays for whoever is reading it, older ones are removed.
 */
export async function switchTo(stateDir: string, name: string): Promise<void> {
  const before = await currentGeneration(stateDir);
  // The link must not survive a loss of power that its generation does not survive.
  await syncFolder(stateDir);
  await replaceLink(stateDir, { name: currentName, target: name });
  await syncFolder(stateDir);
  const kept = new Set([name, before]);
  const found = (await readdir(stateDir)).filter((entry) => generation.test(entry));
  for (const old of found.filter((entry) => !kept.has(entry))) {
    await rm(join(stateDir, old), { recursive: true, force: true });
  }
}

async function currentGeneration(stateDir: string): Promise<string | undefined> {
  try {
    return await readlink(join(stateDir, currentName));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The first sync: what lies there as plain files becomes the first generation. */
async function adoptPlainFiles(stateDir: string): Promise<string> {
  const name = await newGeneration(stateDir);
  for (const file of await listSynced(stateDir)) {
    await link(join(stateDir, file), join(stateDir, name, file));
  }
  await syncFolder(join(stateDir, name, vectorsFolder));
  await syncFolder(join(stateDir, name));
  await syncFolder(stateDir);
  await replaceLink(stateDir, { name: currentName, target: name });
  return name;
}

/**
 * Only a folder of vectors that somebody else made leaves an instant without its name, once in its
 * life: no rename puts a link in the place of a folder.
 */
async function linkPlainName(stateDir: string, plain: string): Promise<void> {
  const path = join(stateDir, plain);
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink()) return;
  const aside = join(stateDir, `.sync-old-${randomUUID()}`);
  if (found?.isDirectory()) await rename(path, aside);
  await replaceLink(stateDir, { name: plain, target: join(currentName, plain) });
  await rm(aside, { recursive: true, force: true });
}

async function replaceLink(
  folder: string,
  { name, target }: { readonly name: string; readonly target: string },
): Promise<void> {
  const fresh = join(folder, `.sync-link-${randomUUID()}.tmp`);
  await symlink(target, fresh);
  await rename(fresh, join(folder, name));
}
