import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../logging/create-logger.ts';

/** Tells whether the stack is in maintenance, as a file on the shared volume says it. */
export interface MaintenanceFlag {
  /** Looks at the file now; never serves an older answer. */
  isOn(): Promise<boolean>;
}

/** The name of the flag file on the shared volume. */
export const maintenanceFileName = 'ha_maintenance';

/** Creates a reader of the flag that logs each change it sees. */
export function createMaintenanceFlag(options: {
  readonly sharedDir: string;
  readonly log: Log;
}): MaintenanceFlag {
  const path = join(options.sharedDir, maintenanceFileName);
  let last = false;
  let trouble: string | undefined;
  return {
    async isOn() {
      const seen = await look(path);
      const code = typeof seen === 'string' ? seen : undefined;
      if (code !== trouble) logTrouble(options.log, path, code);
      trouble = code;
      // A volume that cannot be read says nothing about the flag: what was last seen stays.
      const on = typeof seen === 'boolean' ? seen : last;
      if (on !== last) {
        last = on;
        options.log.info({ event: 'maintenance', on }, `maintenance is ${on ? 'on' : 'off'}`);
      }
      return on;
    },
  };
}

/** Whether anything of that name is there, file or folder; or the code of why nobody can tell. */
async function look(path: string): Promise<boolean | string> {
  try {
    await access(path);
    return true;
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException; // fs rejects with system errors only
    return code === 'ENOENT' || code === 'ENOTDIR' ? false : code;
  }
}

function logTrouble(log: Log, path: string, code: string | undefined): void {
  if (code === undefined) log.info({ path }, 'the maintenance flag can be read again');
  else
    log.error({ path, code }, `the maintenance flag cannot be read (${code}): it stays as it was`);
}
