import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcessesOfRuns } from './process-table.ts';

/** What one run leaves on the machine while it lasts. */
export interface RunTraces {
  readonly run: string;
  readonly folders: readonly string[];
  readonly locks: readonly string[];
  readonly pids: readonly number[];
}

const ROUNDS_MAX = 60;
const ROUND_MS = 50;

/** Ends every process of a run, grandchildren included, and removes its folders and port locks. */
export const removeRun = async (traces: RunTraces): Promise<void> => {
  const recorded = new Map(traces.pids.map((pid) => [pid, traces.run] as const));
  for (let round = 0; round < ROUNDS_MAX; round++) {
    if (endProcessesOfRuns([traces.run], recorded) === 0) break;
    await sleep(ROUND_MS);
  }
  for (const folder of traces.folders) {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
  for (const lock of traces.locks) await rm(lock, { force: true });
};
