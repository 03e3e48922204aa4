import type { Log } from '../logging/create-logger.ts';
import { hashFiles } from '../sync/hash-state.ts';

/**
 * Creates a look at the synced files of a standby, which logs those that have changed since the
 * last look: what a reader saw, to be held against what the sync has brought. It never rejects.
 */
export function createStateTeller(folder: string, log: Log): () => Promise<void> {
  let told: ReadonlyMap<string, string> = new Map();
  let running: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    try {
      const seen = await hashFiles(folder);
      const files = [...seen]
        .filter(([file, sha256]) => told.get(file) !== sha256)
        .map(([file, sha256]) => ({ file, sha256 }));
      told = seen;
      if (files.length > 0) log.info({ event: 'stateRead', files }, `read ${files.length} files`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ reason }, `the synced state cannot be read: ${reason}`);
    }
  };

  return () => {
    running ??= look().finally(() => {
      running = undefined;
    });
    return running;
  };
}
