import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { OpsError } from '../ops-error.ts';
import type { RunFolder } from '../run-folder.ts';
import { markOf } from './find-processes.ts';
import { type ServiceProcess, writePidFile } from './pid-file.ts';
import { identityOf } from './process-identity.ts';

/** What it takes to start one service. */
export interface Launch {
  readonly role: string;
  /** The program's file, with links resolved, so that the process list tells its version. */
  readonly program: string;
  readonly version: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

/** What a service inherits from the shell; everything else it has comes from the stack. */
const inherited = ['PATH', 'HOME', 'TZ', 'LANG', 'NODE_COMPILE_CACHE'];

/** Starts a service that outlives this command, with its log in a file, and notes its process. */
export function launchService(folder: RunFolder, launch: Launch): ServiceProcess {
  const { role, program, version, port, env } = launch;
  mkdirSync(folder.logs, { recursive: true });
  const log = openSync(join(folder.logs, `${role}.log`), 'a');
  try {
    const child = spawn(process.execPath, [program], {
      cwd: folder.root,
      env: { ...shellEnv(), ...env, ...markOf(folder, role) },
      stdio: ['ignore', log, log],
      detached: true,
    });
    child.once('error', () => undefined); // said below: there is no pid
    child.unref();
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    if (identity === undefined) throw new OpsError(`${role}: ${program} could not be started`);
    const endpoints = Object.fromEntries(
      Object.entries(env).filter(([name]) => name.endsWith('ENDPOINT')),
    );
    const noted = { ...identity, role, port, version, startedAtMs: Date.now(), endpoints };
    writePidFile(folder, noted);
    return noted;
  } finally {
    closeSync(log);
  }
}

function shellEnv(): Record<string, string> {
  return Object.fromEntries(
    inherited.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
