import { join, relative } from 'node:path';
import { withK6 } from '../../../load/k6/load-world.ts';
import { loadJobs } from '../../../load/load-jobs.ts';
import { profiles } from '../../../load/profiles/profiles.ts';
import { findFaults } from '../../discover.ts';
import { createLiveEngine } from '../../engines/live/live-engine.ts';
import type { FaultCatalogue } from '../../plan-scenario.ts';
import { createRunFolder, createRunId, pointLatest } from '../../store.ts';
import { controlJobs, type Job, type JobResult, runSuite } from '../../suite.ts';
import { watchInterrupt } from '../interrupt.ts';
import { createProgress } from '../progress.ts';
import { openProject, type Project } from '../project.ts';
import { commandLine, printEnd } from '../run-and-write.ts';
import { writeReport } from '../write-report.ts';
import type { LoadOptions } from './load-command.ts';
import { loadInput } from './load-input.ts';
import { requireK6 } from './require-k6.ts';

interface Ground {
  readonly project: Project;
  readonly catalogue: FaultCatalogue;
  readonly k6: string;
  readonly runId: string;
  readonly folder: string;
}

const runJobs = async (
  jobs: readonly Job[],
  ground: Ground,
  given: LoadOptions,
): Promise<{ readonly results: readonly JobResult[]; readonly interrupted: boolean }> => {
  const interrupt = watchInterrupt();
  const quiet = given.quiet === true || given.json === true;
  const progress = createProgress(jobs, { quiet, concurrency: 1 });
  const engine = createLiveEngine({ projectRoot: ground.project.root, allowHosts: [] });
  try {
    const results = await runSuite(jobs, {
      id: ground.runId,
      folder: ground.folder,
      engine: withK6(engine, ground.k6),
      catalogue: ground.catalogue,
      toxiproxy: given.toxiproxy,
      // One at a time: they share the machine's time.
      concurrency: 1,
      failFast: false,
      signal: interrupt.signal,
      onEvent: progress.onEvent,
    });
    return { results, interrupted: interrupt.signal.aborted };
  } finally {
    progress.stop();
    interrupt.stop();
  }
};

/** Runs the profiles that were asked for, a run without a fault first, and writes the report. */
export const runLoad = async (given: LoadOptions): Promise<void> => {
  const k6 = requireK6();
  const project = await openProject();
  const catalogue = await findFaults(project.root, project.config);
  const wanted = profiles.filter(({ name }) => [name, 'all'].includes(given.profile));
  const load = { ratePerSecond: given.rate, durationMs: given.duration };
  const scenarioJobs = loadJobs(wanted, load, catalogue);
  const controls = controlJobs(scenarioJobs);
  const jobs: readonly Job[] = [...controls, ...scenarioJobs];
  const startedAt = new Date();
  const startedMs = performance.now();
  const runId = createRunId(startedAt);
  const out = given.out ?? join(project.root, project.config.out);
  const folder = await createRunFolder(out, runId);
  const made = await runJobs(jobs, { project, catalogue, k6, runId, folder }, given);
  const input = await loadInput({
    ...{ project, catalogue, runId, folder, startedAt, jobs, controls, load },
    ...made,
    wallMs: performance.now() - startedMs,
    command: commandLine(),
  });
  const html = await writeReport(folder, input);
  await pointLatest(out, runId);
  process.exitCode = input.report.exitCode ?? 0;
  printEnd(input, relative(process.cwd(), html), { options: given });
};
