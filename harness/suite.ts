import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Engine, SourceEdit } from './core/engine.ts';
import { CannotTellError } from './core/errors.ts';
import type { History } from './core/history.ts';
import type { Plan } from './core/plan.ts';
import type { PlantedBug } from './core/planted-bug.ts';
import type { Scenario } from './core/scenario.ts';
import { textSha } from './core/text-sha.ts';
import type { Found } from './discover.ts';
import { type Judgement, judge } from './judge.ts';
import { controlPlan, type FaultCatalogue, lackingPort } from './plan-scenario.ts';
import { run } from './run.ts';
import { saveHistory, savePlan } from './store.ts';

/** One run to be made. */
export interface Job {
  readonly name: string;
  readonly purpose: 'scenario' | 'control' | 'canary';
  readonly found: Found<Scenario>;
  readonly plan: Plan;
  readonly bug?: PlantedBug;
  /** A bug that belongs to the run, but is no canary (`--plant`). */
  readonly plant?: PlantedBug | undefined;
  /** The row of the report that it is a part of, if not one of its own by its name. */
  readonly row?: string;
  /** One of many schedules: the rules that are asked for over all of them, not of each. */
  readonly mustCheck?: readonly string[];
}

/** What became of it. */
export type JobResult = Job & {
  readonly wallMs: number;
  /** Where plan, history and logs lie. */
  readonly folder: string;
} & (
    | { readonly ended: 'judged'; readonly history: History; readonly judgement: Judgement }
    | { readonly ended: 'skipped'; readonly because: string }
    | { readonly ended: 'unknown'; readonly because: string }
  );

/** How a suite is run. */
export interface SuiteOptions {
  readonly id: string;
  readonly folder: string;
  readonly engine: Engine;
  readonly catalogue: FaultCatalogue;
  readonly toxiproxy: 'auto' | 'real' | 'embedded';
  readonly concurrency: number;
  readonly failFast: boolean;
  readonly signal: AbortSignal;
  /** `performance.now()` after which nothing more is started. */
  readonly noStartAfterMs?: number;
  readonly onEvent: (event: SuiteEvent) => void;
}

/** Progress of a suite. */
export type SuiteEvent =
  | { readonly what: 'starting' | 'running'; readonly job: Job }
  | { readonly what: 'ended'; readonly job: Job; readonly result: JobResult };

/** Runs jobs, the longest first, several at a time but one starting: start-up is what costs CPU. */
export const runSuite = async (
  jobs: readonly Job[],
  options: SuiteOptions,
): Promise<readonly JobResult[]> => {
  const limit = pLimit(options.concurrency);
  const starting = pLimit(1);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const results: JobResult[] = [];
  const longestFirst = [...jobs].sort((one, other) => expectedMs(other) - expectedMs(one));
  const runOne = async (job: Job) => {
    if (signal.aborted || performance.now() > (options.noStartAfterMs ?? Infinity)) return;
    try {
      const result = await runJob(job, { ...options, signal, starting });
      results.push(result);
      options.onEvent({ what: 'ended', job, result });
      const failed = result.ended === 'judged' && result.judgement.status === 'violated';
      if (options.failFast && failed && job.purpose !== 'canary') stop.abort(failFastReason);
    } catch (error) {
      // An aborted run tells nothing; any other error is ours, and no result of this suite counts.
      if (signal.aborted) return;
      stop.abort(error);
      throw error;
    }
  };
  await Promise.all(longestFirst.map((job) => limit(() => runOne(job))));
  return jobs.flatMap((job) => results.find((result) => result.name === job.name) ?? []);
};

const failFastReason = new Error('--fail-fast: a run was violated');

/** Scaled load plus whatever must take real time: for the order of starting, and estimates. */
export const expectedMs = ({ found, plan }: Job): number => {
  const { scale, stack, timings } = found.value;
  const all = { ...stack.timings, ...timings };
  const unscaled = (scale?.unscaled ?? []).map((name) => all[name] ?? 0);
  return plan.workload.durationMs * (scale?.live ?? 0.1) + Math.max(0, ...unscaled);
};

type Limit = ReturnType<typeof pLimit>;

const runJob = async (
  job: Job,
  options: SuiteOptions & { readonly starting: Limit },
): Promise<JobResult> => {
  const folder = join(options.folder, job.name.replaceAll(/[^a-z0-9-]+/gi, '-'));
  const scenario = job.found.value;
  const startedAt = performance.now();
  const ended = () => ({ ...job, folder, wallMs: performance.now() - startedAt });
  const lacking = lackingPort(options.engine, scenario, job.plan, options.catalogue);
  await savePlan(folder, job.plan);
  if (lacking !== undefined) return { ...ended(), ended: 'skipped', because: lacking };
  try {
    const history = await runWhenFree(job, folder, options);
    await saveHistory(folder, history);
    const judgement = judge(scenario, history);
    return { ...ended(), ended: 'judged', history, judgement };
  } catch (error) {
    if (!(error instanceof CannotTellError)) throw error;
    return { ...ended(), ended: 'unknown', because: error.message };
  }
};

/** Holds the one place for starting until the stack is up (or failed to come up). */
const runWhenFree = (
  job: Job,
  folder: string,
  options: SuiteOptions & { readonly starting: Limit },
): Promise<History> =>
  new Promise((resolve, reject) => {
    const hold = () =>
      new Promise<void>((started) => {
        options.onEvent({ what: 'starting', job });
        run({
          id: `${options.id}-${job.name.replaceAll(/[^a-z0-9]+/gi, '-')}`,
          scenario: job.found.value,
          scenarioFile: job.found.file,
          engine: options.engine,
          plan: job.plan,
          control: job.purpose === 'control',
          folder,
          toxiproxy: options.toxiproxy,
          edits: editsOf(job),
          catalogue: options.catalogue,
          signal: options.signal,
          started: () => {
            options.onEvent({ what: 'running', job });
            started();
          },
        })
          .then(resolve, reject)
          .finally(started);
      });
    options.starting(hold).catch(reject);
  });

const editsOf = (job: Job): readonly SourceEdit[] => [
  ...(job.bug ? [job.bug.edit] : []),
  ...(job.plant ? [job.plant.edit] : []),
];

/**
 * The control runs that scenarios need: one for all that share stack, environment, timings and
 * load. Judged by every invariant that any of them names.
 */
export const controlJobs = (jobs: readonly Job[]): readonly (Job & { covers: Set<string> })[] => {
  const groups = new Map<string, Job[]>();
  for (const job of jobs) {
    const key = controlKey(job);
    groups.set(key, [...(groups.get(key) ?? []), job]);
  }
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    if (!first) return [];
    const { settled: _, goals: __, ...scenario } = first.found.value;
    const invariants = new Set(group.flatMap((job) => job.found.value.invariants));
    const value = { ...scenario, invariants: [...invariants], exercises: [] };
    const row = `control-${textSha(loadKey(first)).slice(0, 4)}`;
    const others = jobs.some((job) => loadKey(job) === loadKey(first) && !group.includes(job));
    return [
      {
        name: others ? `${row}-seed-${first.plan.seed}` : row,
        row,
        purpose: 'control' as const,
        found: { file: first.found.file, value },
        plan: controlPlan(first.plan),
        ...(first.plant ? { plant: first.plant } : {}),
        covers: new Set(group.map((job) => job.name)),
      },
    ];
  });
};

/** What control runs of several seeds have in common: it names them, in every shard the same. */
const loadKey = ({ found: { value }, plan }: Job) =>
  JSON.stringify([value.stack.name, value.env, value.timings, value.scale, plan.workload]);

const controlKey = (job: Job) => `${job.plan.seed} ${loadKey(job)}`;
