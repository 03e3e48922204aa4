import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AbilityCheck } from '../readiness/create-ability.ts';
import { folderWritable } from '../readiness/folder-writable.ts';
import type { Daemon } from './create-daemon.ts';
import { readDaemonConfig } from './daemon-config.ts';

/** What a daemon needs for its own work (B5): storage, database, configuration. */
export function daemonChecks(options: {
  readonly root: string;
  readonly name: string;
  readonly dbPath: string;
  /** Empty where there is none. */
  readonly configFile: string;
  readonly daemon: Daemon;
}): readonly AbilityCheck[] {
  const { root, name, dbPath, configFile, daemon } = options;
  return [
    folderWritable(root, name),
    async () => {
      const state = daemon.state();
      if (state.kind !== 'writing') return undefined;
      const path = join(state.start.folder, dbPath);
      try {
        await stat(path);
        state.start.runs.cycles();
        return undefined;
      } catch (error) {
        return `database ${path} is unavailable: ${(error as Error).message}`; // of fs or SQLite
      }
    },
    async () => {
      if (configFile !== '') readDaemonConfig(configFile);
      return undefined;
    },
  ];
}
