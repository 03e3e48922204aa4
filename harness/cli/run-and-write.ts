import { relative } from 'node:path';
import { renderText } from '../../reports/text/render-text.ts';
import type { Scenario } from '../core/scenario.ts';
import type { Found } from '../discover.ts';
import { createLiveEngine } from '../engines/live/live-engine.ts';
import type { FaultCatalogue } from '../plan-scenario.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { createRunFolder, createRunId, pointLatest } from '../store.ts';
import { controlJobs, type Job, type JobResult, runSuite } from '../suite.ts';
import { canaryStatus } from './canary-status.ts';
import { exitCodeOf } from './exit-codes.ts';
import { watchInterrupt } from './interrupt.ts';
import { createProgress } from './progress.ts';
import type { Project } from './project.ts';
import { reportInput } from './report-input.ts';
import { rowSource, weighedStatuses } from './row-source.ts';
import type { CommonOptions } from './run-options.ts';
import { noSimulation, type Simulation, simulateSuite } from './simulate-suite.ts';
import { writeReport } from './write-report.ts';

/** Everything that a suite is made of before it starts. */
export interface Suite {
  readonly project: Project;
  readonly out: string;
  readonly catalogue: FaultCatalogue;
  readonly seed: number;
  readonly scenarioJobs: readonly Job[];
  readonly canaryJobs: readonly Job[];
  readonly notTested: readonly string[];
  readonly concurrency: number;
  readonly failFast: boolean;
  readonly timeMs?: number;
  /** The trace that a replay must leave again; undefined: none is known. */
  readonly traceHash?: string | undefined;
  /** Simulated schedules beside the live jobs, if any. */
  readonly simulated:
    | {
        readonly scenarios: readonly Found<Scenario>[];
        readonly workers: number;
        /** Hands out schedules; told where to keep them and when the suite began. */
        schedules(folder: string, startedAt: number): () => Schedule | undefined;
      }
    | undefined;
}

/** Runs a suite, writes its report, prints the end and sets the exit code. */
export const runAndWrite = async (suite: Suite, options: CommonOptions): Promise<void> => {
  const controls = controlJobs(suite.scenarioJobs);
  const jobs: readonly Job[] = [...controls, ...suite.scenarioJobs, ...suite.canaryJobs];
  if (options.dryRun) {
    process.stdout.write(
      `${JSON.stringify(
        jobs.map(({ plan }) => plan),
        null,
        2,
      )}\n`,
    );
    return;
  }
  const startedAt = new Date();
  const started = performance.now();
  const runId = createRunId(startedAt);
  const folder = await createRunFolder(suite.out, runId);
  const interrupt = watchInterrupt();
  const quiet = options.quiet === true || options.json === true;
  const progress = createProgress(jobs.length, { quiet });
  const engine = createLiveEngine({
    projectRoot: suite.project.root,
    allowHosts: options.allowHost,
  });
  const outOfTime =
    suite.timeMs === undefined ? undefined : { atMs: performance.now() + suite.timeMs };
  // Whichever part fails first takes the other with it.
  const stop = new AbortController();
  const signal = AbortSignal.any([interrupt.signal, stop.signal]);
  const liveEnded = Promise.withResolvers<void>();
  const simulating =
    suite.simulated === undefined
      ? noSimulation
      : simulateSuite({
          root: suite.project.root,
          folder,
          catalogue: suite.catalogue,
          scenarios: suite.simulated.scenarios,
          workers: suite.simulated.workers,
          spare: liveEnded.promise,
          next: suite.simulated.schedules(folder, started),
          signal,
          onOutcome: progress.onSchedule,
        });
  let results: readonly JobResult[];
  let simulation: Simulation;
  try {
    // Both at once: a failure of either ends the run.
    [results, simulation] = await Promise.all([
      runSuite(jobs, {
        id: runId,
        folder,
        engine,
        catalogue: suite.catalogue,
        toxiproxy: options.toxiproxy,
        concurrency: suite.concurrency,
        failFast: suite.failFast,
        signal,
        onEvent: progress.onEvent,
        ...(outOfTime ? { noStartAfterMs: outOfTime.atMs } : {}),
      }).finally(liveEnded.resolve),
      simulating,
    ]);
  } finally {
    stop.abort();
    progress.stop();
    interrupt.stop();
  }
  const controlOf = new Map(
    controls.flatMap((control) => [...control.covers].map((name) => [name, control.name] as const)),
  );
  const exitCode = exitCodeFor(
    { results, jobs, controlOf, simulation },
    {
      interrupted: interrupt.signal.aborted,
      strict: options.strict === true,
    },
  );
  const made = new Set(results.map((result) => result.name));
  const missing = jobs.filter((job) => !made.has(job.name));
  const input = await reportInput({
    ...suite,
    runId,
    folder,
    startedAt,
    wallMs: performance.now() - started,
    command: commandLine(),
    engine: engine.name,
    jobs,
    results,
    controlOf,
    simulation,
    exitCode,
    notTested: [
      ...suite.notTested,
      ...missing.map((job) => `${job.name}: ended before it could run`),
      ...simulation.mismatches.map((one) => `Determinism is broken, do not trust this run: ${one}`),
    ],
  });
  sayTrace(suite, simulation);
  const html = await writeReport(folder, input);
  await pointLatest(suite.out, runId);
  process.exitCode = exitCode;
  const reportPath = relative(process.cwd(), html);
  if (options.json) process.stdout.write(`${JSON.stringify(input.report, null, 2)}\n`);
  else if (options.quiet) process.stdout.write(`${input.report.status}  ${reportPath}\n`);
  else {
    if (interrupt.signal.aborted) process.stdout.write(interrupted(results.length, jobs.length));
    const color = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
    process.stdout.write(`${renderText(input, { reportPath, color })}\n`);
  }
};

const interrupted = (made: number, wanted: number) =>
  `INTERRUPTED after ${made} of ${wanted} live runs; everything was stopped. What follows is partial.\n`;

/** Tells of a replay whether it was exact; the sources may have changed meanwhile. */
const sayTrace = ({ traceHash }: Suite, { outcomes }: Simulation): void => {
  const found = outcomes[0]?.traceHash;
  if (traceHash === undefined || found === undefined) return;
  const same = 'the same trace as the saved run';
  const other = `another trace than the saved run (${traceHash}): its sources were different`;
  process.stderr.write(`trace ${found}: ${found === traceHash ? same : other}\n`);
};

interface Made {
  readonly results: readonly JobResult[];
  readonly jobs: readonly Job[];
  readonly controlOf: ReadonlyMap<string, string>;
  readonly simulation: Simulation;
}

const exitCodeFor = (
  made: Made,
  facts: { readonly interrupted: boolean; readonly strict: boolean },
): number => {
  const byName = new Map(made.results.map((result) => [result.name, result]));
  const rows = made.results
    .filter((result) => result.purpose !== 'canary')
    .map((result) => rowSource(result, byName.get(made.controlOf.get(result.name) ?? '')));
  const canaries = made.results.map(canaryStatus);
  const undecided = canaries.includes('undecided') ? (['unknown'] as const) : [];
  return exitCodeOf({
    statuses: [
      ...weighedStatuses(rows),
      ...undecided,
      ...made.simulation.rows.map((row) => row.status),
    ],
    distrust: canaries.includes('missed') || made.simulation.mismatches.length > 0,
    ...facts,
  });
};

const commandLine = () => `npx holdfast ${process.argv.slice(2).join(' ')}`.trimEnd();
