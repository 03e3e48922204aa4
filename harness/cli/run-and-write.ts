import { relative } from 'node:path';
import { renderText } from '../../reports/text/render-text.ts';
import type { PlantedBug } from '../core/planted-bug.ts';
import type { ReportInput } from '../core/run-detail.ts';
import type { Scenario } from '../core/scenario.ts';
import type { Found } from '../discover.ts';
import type { FaultCatalogue } from '../plan-scenario.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { createRunFolder, createRunId, pointLatest } from '../store.ts';
import { controlJobs, type Job } from '../suite.ts';
import { type Doubt, doubtLines } from './doubts.ts';
import { printDryRun } from './dry-run.ts';
import { watchInterrupt } from './interrupt.ts';
import type { Shard } from './nightly/shard.ts';
import { createProgress } from './progress.ts';
import type { Project } from './project.ts';
import { reportInput } from './report-input.ts';
import type { CommonOptions, EngineName } from './run-options.ts';
import { type PartResults, runParts } from './run-parts.ts';
import type { Simulation } from './simulate-suite.ts';
import { writeReport } from './write-report.ts';
import type { Hunt } from './zoo/hunt.ts';

/** Everything that a suite is made of before it starts. */
export interface Suite {
  readonly project: Project;
  readonly out: string;
  readonly catalogue: FaultCatalogue;
  readonly seed: number;
  /** Engines that were asked for. */
  readonly engines: readonly EngineName[];
  readonly scenarioJobs: readonly Job[];
  readonly canaryJobs: readonly Job[];
  readonly notTested: readonly string[];
  readonly concurrency: number;
  /** Worker processes that simulate. */
  readonly workers: number;
  readonly failFast: boolean;
  readonly timeMs?: number;
  readonly shard?: Shard;
  /** A bug that is planted in every run of it. */
  readonly plant?: PlantedBug | undefined;
  /** The trace that a replay must leave again; undefined: none is known. */
  readonly traceHash?: string | undefined;
  /** Simulated schedules beside the live jobs, if any. */
  readonly simulated:
    | {
        readonly scenarios: readonly Found<Scenario>[];
        /** `performance.now()` at which no more are begun, if known. */
        untilMs?(startedMs: number): number;
        /** Hands out schedules; told where to keep them and when the suite began. */
        schedules(
          folder: string,
          startedMs: number,
          undecided: () => ReadonlySet<string>,
        ): () => Schedule | undefined;
      }
    | undefined;
  /** Planted bugs that are hunted after all else. */
  readonly hunt?: Hunt;
  /** What the terminal shows at the end, in place of the table of runs. */
  readonly say?: (input: ReportInput, reportPath: string) => string;
}

/** Runs a suite, writes its report, prints the end and sets the exit code. */
export const runAndWrite = async (suite: Suite, options: CommonOptions): Promise<void> => {
  const controls = controlJobs(suite.scenarioJobs);
  const jobs: readonly Job[] = [...controls, ...suite.scenarioJobs, ...suite.canaryJobs];
  if (options.dryRun) return printDryRun(suite, jobs);
  const startedAt = new Date();
  const startedMs = performance.now();
  const runId = createRunId(startedAt);
  const folder = await createRunFolder(suite.out, runId);
  const interrupt = watchInterrupt();
  const progress = createProgress(jobs, {
    quiet: options.quiet === true || options.json === true,
    concurrency: suite.concurrency,
    untilMs: suite.simulated?.untilMs?.(startedMs),
  });
  const place = { runId, folder, startedMs, interrupt: interrupt.signal, progress };
  let made: PartResults;
  try {
    made = await runParts(suite, { jobs, options }, place);
  } finally {
    progress.stop();
    interrupt.stop();
  }
  const done = new Set(made.results.map((result) => result.name));
  const missing = jobs.filter((job) => !done.has(job.name));
  const input = await reportInput({
    ...suite,
    ...made,
    runId,
    folder,
    startedAt,
    wallMs: performance.now() - startedMs,
    command: commandLine(),
    engine: 'live',
    jobs,
    controlOf: new Map(
      controls.flatMap((control) => [...control.covers].map((name) => [name, control.name])),
    ),
    doubts: doubtsOf(made, {
      wanted: jobs.length,
      interrupted: interrupt.signal.aborted,
      strict: options.strict === true,
    }),
    notTested: [
      ...suite.notTested,
      ...(suite.plant ? [`The stack as it is: ${suite.plant.name} was planted (--plant).`] : []),
      ...missing.map((job) => `${job.name}: ended before it could run`),
      ...made.simulation.mismatches.map(
        (one) => `Determinism is broken, do not trust this run: ${one}`,
      ),
    ],
  });
  sayTrace(suite, made.simulation);
  const html = await writeReport(folder, input);
  await pointLatest(suite.out, runId);
  process.exitCode = input.report.exitCode ?? 0;
  printEnd(input, relative(process.cwd(), html), { options, say: suite.say });
};

/** Prints the end of a command, as its options ask for it. */
export const printEnd = (
  input: ReportInput,
  reportPath: string,
  facts: {
    readonly options: Pick<CommonOptions, 'json' | 'quiet'>;
    readonly say?: Suite['say'];
  },
): void => {
  const { report } = input;
  const { json, quiet } = facts.options;
  if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (quiet) process.stdout.write(`${report.status}  ${reportPath}\n`);
  else {
    const stopped = report.doubts?.find((doubt) => doubt.exitCode === 130);
    if (stopped) process.stdout.write(`INTERRUPTED ${stopped.because}. What follows is partial.\n`);
    const color = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
    const text = facts.say?.(input, reportPath) ?? renderText(input, { reportPath, color });
    const doubts = facts.say === undefined ? doubtLines(report).map((line) => `${line}\n`) : [];
    process.stdout.write(`${text}\n${doubts.join('')}`);
  }
};

const doubtsOf = (
  { results, simulation }: PartResults,
  facts: { readonly wanted: number; readonly interrupted: boolean; readonly strict: boolean },
): readonly Doubt[] => {
  const skipped =
    results.some((result) => result.ended === 'skipped') ||
    simulation.rows.some((row) => row.status === 'skipped');
  const because = `after ${results.length} of ${facts.wanted} live runs; everything was stopped`;
  return [
    ...(facts.interrupted ? [{ exitCode: 130 as const, because }] : []),
    ...(facts.strict && skipped
      ? [{ exitCode: 2 as const, because: 'Runs were skipped, and --strict counts them' }]
      : []),
  ];
};

/** Tells of a replay whether it was exact; the sources may have changed meanwhile. */
const sayTrace = ({ traceHash }: Suite, { outcomes }: Simulation): void => {
  const found = outcomes[0]?.traceHash;
  if (traceHash === undefined || found === undefined) return;
  const same = 'the same trace as the saved run';
  const other = `another trace than the saved run (${traceHash}): its sources were different`;
  process.stderr.write(`trace ${found}: ${found === traceHash ? same : other}\n`);
};

/** What was asked for, as it can be typed again. */
export const commandLine = () => `npx holdfast ${process.argv.slice(2).join(' ')}`.trimEnd();
