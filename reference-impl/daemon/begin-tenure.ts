import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../logging/create-logger.ts';
import { type DaemonPast, readCheckpoints } from './daemon-checkpoint.ts';
import { beginGeneration } from './generations.ts';
import { NewerRuns, openRunsDatabase, type RunsDatabase } from './runs-database.ts';
import type { Tenure } from './writer-lock.ts';

/** What a new writer starts from. */
export interface TenureStart {
  readonly folder: string;
  readonly past: DaemonPast;
  readonly runs: RunsDatabase;
}

/**
 * Takes over (B2, B6): the last tenure's files, output and database included, become this one's own.
 * A database that does not survive the copy is made again from the history; that is said.
 */
export async function beginTenure(
  root: string,
  tenure: Tenure,
  options: { readonly dbPath: string; readonly base?: string; readonly log: Log },
): Promise<TenureStart> {
  const { dbPath, base, log } = options;
  const folder = await beginGeneration(root, tenure, base);
  const past = await readCheckpoints(folder);
  if (past.damaged.length > 0) {
    const files = past.damaged.join(', ');
    log.error({ event: 'damaged', files: past.damaged }, `left out what is damaged: ${files}`);
  }
  const path = join(folder, dbPath);
  await mkdir(dirname(path), { recursive: true });
  return { folder, past, runs: await openOrRestore(path, past, log) };
}

async function openOrRestore(path: string, past: DaemonPast, log: Log): Promise<RunsDatabase> {
  const runs = await openWhole(path, log);
  const known = new Set(runs.cycles());
  const missing = past.history.filter(({ cycle }) => !known.has(cycle));
  for (const run of missing) runs.record(run, 0);
  if (missing.length > 0) {
    log.warn({ event: 'runsRestored', runs: missing.length }, `${missing.length} runs restored`);
  }
  return runs;
}

async function openWhole(path: string, log: Log): Promise<RunsDatabase> {
  try {
    return openRunsDatabase(path);
  } catch (error) {
    if (error instanceof NewerRuns) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ event: 'damaged', files: [path], reason }, reason);
    for (const suffix of ['', '-journal']) await rm(`${path}${suffix}`, { force: true });
    return openRunsDatabase(path);
  }
}
