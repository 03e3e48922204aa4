import { findFaults, readConfig } from '../discover.ts';
import { runSchedule } from './run-schedule.ts';
import type { Schedule, WorkerAnswer } from './schedule.ts';

/** The program of one worker: simulates the schedules that its parent sends, one after another. */
export const main = async (): Promise<void> => {
  const projectRoot = process.argv[2] ?? process.cwd();
  const tell = (answer: WorkerAnswer) => process.send?.(answer);
  // The parent is gone: nobody wants the rest.
  process.on('disconnect', () => process.exit(0));
  const catalogue = await findFaults(projectRoot, await readConfig(projectRoot));
  process.on('message', (schedule: Schedule) => {
    runSchedule(schedule, { projectRoot, catalogue }).then(
      (outcome) => tell({ kind: 'outcome', outcome }),
      (error: Error) => tell({ kind: 'error', stack: String(error.stack ?? error) }),
    );
  });
  tell({ kind: 'ready' });
};

if (import.meta.main) await main();
