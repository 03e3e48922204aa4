import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../durable/replace-file.ts';
import { syncFolder } from '../durable/sync-folder.ts';
import { publishOnce } from '../effects/publish-once.ts';
import type { Log } from '../logging/create-logger.ts';
import { type DaemonCheckpoint, writeCheckpoint } from './daemon-checkpoint.ts';
import type { RunsDatabase } from './runs-database.ts';
import type { Tenure } from './writer-lock.ts';

/** What a cycle works with: all of it belongs to one tenure. */
export interface CycleGround {
  readonly tenure: Tenure;
  readonly owner: string;
  /** The folder of the tenure's generation. */
  readonly folder: string;
  readonly outputDir: string;
  readonly effectsFolder: string;
  readonly runs: RunsDatabase;
  readonly historyMax: number;
  /** Rejects once the tenure is over. */
  readonly ensureHeld: () => Promise<void>;
  readonly log: Log;
}

/**
 * Runs one cycle: its report, its effect (once for all writers, keyed by the cycle), its row, its
 * checkpoint. Before each step the tenure is looked at, and after the checkpoint once more: a cycle is
 * called checkpointed only if whoever takes over afterwards finds it.
 */
export async function runCycle(ground: CycleGround, cycle: number): Promise<DaemonCheckpoint> {
  const { tenure, owner, folder, log, historyMax } = ground;
  const { generation } = tenure;
  log.info({ event: 'cycle', n: cycle, phase: 'begun', generation }, `cycle ${cycle}`);
  const last_report_dir = join(ground.outputDir, reportName(cycle));
  const effect = effectOf(cycle, owner);
  await ground.ensureHeld();
  await writeReport(join(folder, last_report_dir), { cycle, generation, owner });
  await ground.ensureHeld();
  await publishOnce(ground.effectsFolder, effect.key, effect);
  const checkpoint: DaemonCheckpoint = {
    last_cycle_utc: new Date().toISOString(),
    last_status: 'ok',
    last_report_dir,
    cycle,
    generation,
  };
  await ground.ensureHeld();
  ground.runs.record(checkpoint, cycle - historyMax + 1);
  await ground.ensureHeld();
  await writeCheckpoint(folder, checkpoint, historyMax);
  await ground.ensureHeld();
  log.info({ event: 'checkpointed', cycle, generation }, `cycle ${cycle} is checkpointed`);
  await removeReports(join(folder, ground.outputDir), cycle - historyMax);
  log.info({ event: 'cycle', n: cycle, phase: 'done', generation }, `cycle ${cycle} is done`);
  return checkpoint;
}

const reportName = (cycle: number): string => `cycle-${String(cycle).padStart(8, '0')}`;

/** What a cycle does to the world outside, once whoever runs it. */
const effectOf = (cycle: number, owner: string) => ({
  key: `cycle-${cycle}`,
  text: `the work of cycle ${cycle}`,
  executedBy: owner,
  executionId: randomUUID(),
});

async function writeReport(folder: string, report: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await replaceFile(join(folder, 'report.json'), `${JSON.stringify(report)}\n`);
  await syncFolder(dirname(folder));
}

/** Reports are kept as long as the history that names them. */
async function removeReports(folder: string, last: number): Promise<void> {
  for (const name of await readdir(folder)) {
    if (Number(name.slice('cycle-'.length)) > last) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}
