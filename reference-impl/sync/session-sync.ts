import type { Log } from '../logging/create-logger.ts';
import { hashState } from './hash-state.ts';
import { syncOnce } from './sync-once.ts';

/** What the sync of the poll cycles needs. */
export interface SessionSyncParts {
  readonly from: string;
  readonly to: string;
  /** False in maintenance and in any state but `active`: then a sync ends between two files. */
  readonly mayRun: () => Promise<boolean>;
  readonly log: Log;
}

/** The sync of the poll cycles. */
export interface SessionSync {
  /** Begins an incremental sync, unless the last one still runs. */
  begin(): void;
  /** Resolves when none runs any more. */
  settled(): Promise<void>;
}

/**
 * Creates the sync that runs beside the watchdog's polls, never within one: a disk that hangs must
 * not blind the watchdog. Each sync is told with live's hash before and after it (G18).
 */
export function createSessionSync(parts: SessionSyncParts): SessionSync {
  let running: Promise<void> | undefined;
  return {
    begin() {
      running ??= run(parts).finally(() => {
        running = undefined;
      });
    },
    settled: async () => running,
  };
}

async function run({ from, to, mayRun, log }: SessionSyncParts): Promise<void> {
  const mode = 'incremental';
  try {
    if (!(await mayRun())) return;
    const before = await hashState(from);
    log.info({ event: 'sync', phase: 'begin', mode, live: before }, 'sync begins');
    const report = await syncOnce({ from, to, mode, paused: async () => !(await mayRun()) });
    const live = await hashState(from);
    const { copied } = report;
    log.info({ event: 'sync', phase: 'end', ...report, live }, `synced ${copied.length} files`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ event: 'sync', phase: 'failed', mode, reason }, `sync failed: ${reason}`);
  }
}
