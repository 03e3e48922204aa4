import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '../durable/replace-file.ts';
import { syncFolder } from '../durable/sync-folder.ts';
import { maintenanceFileName } from '../maintenance/maintenance-flag.ts';
import type { RunFolder } from './run-folder.ts';

/** How the maintenance flag stands; the programs look only at whether the file exists. */
export type MaintenanceState =
  | { readonly on: false }
  | { readonly on: true; readonly sinceMs: number; readonly by: string };

/** Looks at the flag. */
export async function readMaintenance(folder: RunFolder): Promise<MaintenanceState> {
  const path = flagOf(folder);
  try {
    const { mtimeMs, isDirectory } = await stat(path).then((found) => ({
      mtimeMs: found.mtimeMs,
      isDirectory: found.isDirectory(),
    }));
    const by = isDirectory ? 'a folder of that name' : (await readFile(path, 'utf8')).trim();
    return { on: true, sinceMs: mtimeMs, by: by || 'somebody who left no name' };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { on: false };
    throw error;
  }
}

/** Sets the flag, durably, with who did it in it. Set twice is set once. */
export async function setMaintenance(folder: RunFolder, by = userInfo().username): Promise<void> {
  if ((await readMaintenance(folder)).on) return;
  await mkdir(folder.shared, { recursive: true });
  await replaceFile(flagOf(folder), `${by}\n`);
}

/** Removes the flag, durably. */
export async function clearMaintenance(folder: RunFolder): Promise<void> {
  await rm(flagOf(folder), { force: true, recursive: true });
  await syncFolder(folder.shared);
}

function flagOf(folder: RunFolder): string {
  return join(folder.shared, maintenanceFileName);
}
