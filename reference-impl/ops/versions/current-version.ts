import { randomUUID } from 'node:crypto';
import { readlink, rename, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { syncFolder } from '../../durable/sync-folder.ts';
import type { RunFolder } from '../run-folder.ts';

/** The two of a pair. */
export type VersionSide = 'live' | 'candidate';

/** Says which version a side runs, or is to run; undefined before the first start. */
export async function currentVersion(
  folder: RunFolder,
  side: VersionSide,
): Promise<string | undefined> {
  try {
    return basename(await readlink(linkOf(folder, side)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Switches a side to a version. The link is replaced by a rename: at no instant there is none. */
export async function switchVersion(
  folder: RunFolder,
  side: VersionSide,
  version: string,
): Promise<void> {
  const link = linkOf(folder, side);
  const fresh = `${link}.${randomUUID()}`;
  await symlink(join('versions', version), fresh);
  await rename(fresh, link);
  await syncFolder(folder.root);
}

function linkOf(folder: RunFolder, side: VersionSide): string {
  return join(folder.root, `current-${side}`);
}
