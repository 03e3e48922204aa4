import { execFileSync } from 'node:child_process';

/** The memory that a process holds now, as `ps` tells it. */
export function residentMegabytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
