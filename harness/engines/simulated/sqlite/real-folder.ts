import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'holdfast-sqlite-';
let own: string | undefined;
let count = 0;

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // kill throws system errors only
  }
};

/** A worker that was killed could not tidy up: whoever comes next does it. */
const removeForsaken = (parent: string): void => {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (Number.isInteger(pid) && !isRunning(pid)) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
};

/** The one real folder of this process, in memory where the machine has such a place. */
const ownFolder = (): string => {
  if (own === undefined) {
    const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
    removeForsaken(parent);
    own = join(parent, `${prefix}${process.pid}`);
  }
  mkdirSync(own, { recursive: true });
  return own;
};

/** A real path that nothing has yet. */
export const newRealPath = (): string => {
  count += 1;
  return join(ownFolder(), String(count));
};

/** A new real folder. */
export const newRealFolder = (): string => {
  const folder = newRealPath();
  mkdirSync(folder);
  return folder;
};

/** Removes such a folder, and with the last one all that this process has there. */
export const removeRealFolder = (folder: string): void => {
  rmSync(folder, { recursive: true, force: true });
  if (own === undefined || !existsSync(own) || readdirSync(own).length > 0) return;
  rmdirSync(own);
};
