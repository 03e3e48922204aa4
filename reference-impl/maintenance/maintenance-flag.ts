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
  return {
    async isOn() {
      const on = await exists(path, last);
      if (on !== last) {
        last = on;
        options.log.info({ event: 'maintenance', on }, `maintenance is ${on ? 'on' : 'off'}`);
      }
      return on;
    },
  };
}

async function exists(path: string, otherwise: boolean): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code; // fs rejects with system errors only
    // A volume that cannot be read says nothing about the flag: keep what was last seen.
    return code === 'ENOENT' || code === 'ENOTDIR' ? false : otherwise;
  }
}
