import { join, relative } from 'node:path';
import { renderText } from '../../reports/text/render-text.ts';
import type { Scenario } from '../core/scenario.ts';
import { type Found, findBugs, findFaults, findScenarios } from '../discover.ts';
import { createLiveEngine } from '../engines/live/live-engine.ts';
import { type FaultCatalogue, planScenario } from '../plan-scenario.ts';
import { createRunFolder, createRunId, pointLatest } from '../store.ts';
import { controlJobs, type Job, type JobResult, runSuite } from '../suite.ts';
import { canaryStatus } from './canary-status.ts';
import { chooseCanaries } from './choose-canaries.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import { exitCodeOf } from './exit-codes.ts';
import { watchInterrupt } from './interrupt.ts';
import { createProgress } from './progress.ts';
import { openProject, type Project } from './project.ts';
import { reportInput } from './report-input.ts';
import { rowSource, weighedStatuses } from './row-source.ts';
import type { RunOptions } from './run-command.ts';
import type { CommonOptions } from './run-options.ts';
import { writeReport } from './write-report.ts';

const defaultSeed = 1;

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
}

/** The action of `holdfast run`. */
export const runAndReport = async (options: RunOptions): Promise<void> => {
  const project = await openProject();
  const out = options.out ?? join(project.root, project.config.out);
  const catalogue = await findFaults(project.root, project.config);
  const seed = options.seed ?? defaultSeed;
  const lastFailed = options.lastFailed === true;
  const chosen = await chooseScenarios(project, { patterns: options.scenario, lastFailed, out });
  const runnable = chosen.filter(
    ({ value }) => value.live === 'chaos' || options.scenario.length > 0,
  );
  const whole = options.scenario.length === 0 && !lastFailed;
  const bugs = (await findBugs(project.root, project.config)).map(({ value }) => value);
  const all = await findScenarios(project.root, project.config);
  const seeds = Array.from({ length: options.runs }, (_, index) => seed + index);
  await runAndWrite(
    {
      project,
      out,
      catalogue,
      seed,
      concurrency: options.concurrency,
      failFast: options.failFast === true,
      ...(options.time === undefined ? {} : { timeMs: options.time }),
      scenarioJobs: scenarioJobs(runnable, seeds, catalogue),
      canaryJobs: whole ? chooseCanaries(bugs, all, { seed, catalogue }) : [],
      notTested: notTestedOf(chosen, runnable, whole),
    },
    options,
  );
};

const scenarioJobs = (
  scenarios: readonly Found<Scenario>[],
  seeds: readonly number[],
  catalogue: FaultCatalogue,
): readonly Job[] =>
  scenarios.flatMap((found) =>
    seeds.map((seed) => ({
      name: seeds.length === 1 ? found.value.name : `${found.value.name}-seed-${seed}`,
      purpose: 'scenario' as const,
      found,
      plan: planScenario(found.value, seed, catalogue),
    })),
  );

const notTestedOf = (
  chosen: readonly Found<Scenario>[],
  runnable: readonly Found<Scenario>[],
  whole: boolean,
): readonly string[] => [
  'The simulated and the container engine: they are not part of this version.',
  ...(whole ? [] : ['Canaries: not run, because scenarios were chosen.']),
  ...chosen
    .filter((found) => !runnable.includes(found))
    .map(({ value }) =>
      typeof value.live === 'object'
        ? `${value.name}, live: ${value.live.never}`
        : `${value.name}, live: part of the nightly suite`,
    ),
];

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
    outputRoot: suite.out,
    allowHosts: options.allowHost,
  });
  const outOfTime =
    suite.timeMs === undefined ? undefined : { atMs: performance.now() + suite.timeMs };
  let results: readonly JobResult[];
  try {
    results = await runSuite(jobs, {
      id: runId,
      folder,
      engine,
      catalogue: suite.catalogue,
      toxiproxy: options.toxiproxy,
      concurrency: suite.concurrency,
      failFast: suite.failFast,
      signal: interrupt.signal,
      onEvent: progress.onEvent,
      ...(outOfTime ? { noStartAfterMs: outOfTime.atMs } : {}),
    });
  } finally {
    progress.stop();
    interrupt.stop();
  }
  const controlOf = new Map(
    controls.flatMap((control) => [...control.covers].map((name) => [name, control.name] as const)),
  );
  const exitCode = exitCodeFor(
    { results, jobs, controlOf },
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
    exitCode,
    notTested: [
      ...suite.notTested,
      ...missing.map((job) => `${job.name}: ended before it could run`),
    ],
  });
  const html = await writeReport(folder, input);
  await pointLatest(suite.out, runId);
  process.exitCode = exitCode;
  const reportPath = relative(process.cwd(), html);
  if (options.json) process.stdout.write(`${JSON.stringify(input.report, null, 2)}\n`);
  else if (options.quiet) process.stdout.write(`${input.report.status}  ${reportPath}\n`);
  else {
    const color = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
    process.stdout.write(`${renderText(input, { reportPath, color })}\n`);
  }
};

interface Made {
  readonly results: readonly JobResult[];
  readonly jobs: readonly Job[];
  readonly controlOf: ReadonlyMap<string, string>;
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
    statuses: [...weighedStatuses(rows), ...undecided],
    canaryMissed: canaries.includes('missed'),
    ...facts,
  });
};

const commandLine = () => `npx holdfast ${process.argv.slice(2).join(' ')}`.trimEnd();
