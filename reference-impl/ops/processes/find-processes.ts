import { readdirSync, readFileSync } from 'node:fs';
import type { RunFolder } from '../run-folder.ts';
import { identityOf, type ProcessIdentity } from './process-identity.ts';

/** The variables by which a service's process can be told, also when no file names it. */
export const markOf = (folder: RunFolder, role: string): Readonly<Record<string, string>> => ({
  HA_RUN_FOLDER: folder.root,
  HA_SERVICE: role,
});

/** A process of this stack. */
export interface FoundProcess extends ProcessIdentity {
  readonly role: string;
  /** The program's file. */
  readonly program: string;
  readonly endpoints: Readonly<Record<string, string>>;
}

/**
 * Finds every process of this stack by its environment. A command that was killed between a start
 * and its note leaves one that no pid file names. Only Linux shows environments; elsewhere: none.
 */
export function findProcesses(folder: RunFolder): readonly FoundProcess[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const found = look(Number(name), folder);
      return found === undefined ? [] : [found];
    });
}

function look(pid: number, folder: RunFolder): FoundProcess | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    if (!variables.includes(`HA_RUN_FOLDER=${folder.root}`)) return undefined;
    const role = variables.find((text) => text.startsWith('HA_SERVICE='))?.slice(11);
    const identity = identityOf(pid);
    const [, program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (role === undefined || identity === undefined) return undefined;
    const endpoints = variables.flatMap((text) => {
      const match = /^(\w+ENDPOINT)=(.*)$/.exec(text);
      return match?.[1] === undefined ? [] : [[match[1], match[2] ?? '']];
    });
    return { ...identity, role, program, endpoints: Object.fromEntries(endpoints) };
  } catch {
    // It ended meanwhile, or belongs to another user.
    return undefined;
  }
}
