import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { processExists, startOfProcess } from './process-table.ts';

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const ownMark = (): string => `${process.pid} ${startOfProcess(process.pid) ?? ''}`;

const isStale = (mark: string): boolean => {
  const [pid, start] = mark.split(' ');
  if (!pid || !processExists(Number(pid))) return true;
  // A number that was given to another process meanwhile: it started at another time.
  return start !== undefined && start !== '' && startOfProcess(Number(pid)) !== start;
};

const linkNew = (temporary: string, lock: string): boolean => {
  try {
    linkSync(temporary, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
};

const removeStale = (lock: string): boolean => {
  let mark: string;
  try {
    mark = readFileSync(lock, 'utf8');
  } catch {
    return true;
  }
  if (!isStale(mark)) return false;
  const aside = `${lock}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(lock, aside);
  } catch {
    return true;
  }
  // Another harness may have taken it over between our look and our rename: give it back.
  const taken = readFileSync(aside, 'utf8') !== mark;
  if (taken) linkNew(aside, lock);
  rmSync(aside, { force: true });
  return !taken;
};

/**
 * Takes a lock file for this process: true if it is ours now. A lock whose process is gone is
 * taken over; should two do so at once, one of them wins.
 */
export const takeLock = (lock: string): boolean => {
  const temporary = `${lock}.${process.pid}.${randomBytes(4).toString('hex')}`;
  // The lock appears with its content in it: an empty lock would look stale to others.
  writeFileSync(temporary, ownMark());
  try {
    return linkNew(temporary, lock) || (removeStale(lock) && linkNew(temporary, lock));
  } finally {
    rmSync(temporary, { force: true });
  }
};
