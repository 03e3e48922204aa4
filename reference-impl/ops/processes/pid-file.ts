import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunFolder } from '../run-folder.ts';
import { isAlive } from './process-identity.ts';

const schema = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  role: z.string(),
  port: z.number(),
  /** The version whose files it runs; empty when it runs the checkout itself. */
  version: z.string(),
  startedAtMs: z.number(),
  /** Where its calls go, as it was started. */
  endpoints: z.record(z.string(), z.string()),
});

/** A service's process, as the run folder remembers it. */
export type ServiceProcess = z.output<typeof schema>;

/** How a service's process stands. */
export type ProcessState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'running'; readonly process: ServiceProcess }
  /** It was started, nobody stopped it, and it is gone. */
  | { readonly kind: 'gone'; readonly process: ServiceProcess };

/** Reads how a service stands. */
export function processStateOf(folder: RunFolder, role: string): ProcessState {
  const process = readPidFile(folder, role);
  if (process === undefined) return { kind: 'absent' };
  return isAlive(process) ? { kind: 'running', process } : { kind: 'gone', process };
}

/** Notes a process. Synchronous, so that nothing gets between a start and its note. */
export function writePidFile(folder: RunFolder, process: ServiceProcess): void {
  mkdirSync(folder.processes, { recursive: true });
  const path = pidPath(folder, process.role);
  writeFileSync(`${path}.tmp`, `${JSON.stringify(process)}\n`);
  renameSync(`${path}.tmp`, path);
}

/** Forgets a service's process, because it was stopped. */
export function removePidFile(folder: RunFolder, role: string): void {
  rmSync(pidPath(folder, role), { force: true });
}

function readPidFile(folder: RunFolder, role: string): ServiceProcess | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(pidPath(folder, role), 'utf8')));
  } catch {
    // Missing, or not ours: either way it names no process that we may end.
    return undefined;
  }
}

function pidPath(folder: RunFolder, role: string): string {
  return join(folder.processes, `${role}.json`);
}
