import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import type { PlantedBug } from '../core/planted-bug.ts';
import type { Scenario } from '../core/scenario.ts';
import { type Found, findBugs, findFaults, findScenarios } from '../discover.ts';
import type { FaultCatalogue } from '../plan-scenario.ts';
import { planSchedules } from '../schedules/plan-schedules.ts';
import { chooseBugs, chooseCanaries } from './choose-canaries.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import { liveJobs } from './live-jobs.ts';
import { nightlySuite } from './nightly/nightly-suite.ts';
import { openProject, type Project } from './project.ts';
import { runAndWrite, type Suite } from './run-and-write.ts';
import type { RunOptions } from './run-command.ts';
import type { EngineName } from './run-options.ts';

const defaultSeed = 1;
const defaultEngines: readonly EngineName[] = ['live', 'simulated'];
/** Simulated schedules fill what chaos has of its 120 s, beside the live runs. */
const simulatedMs = 100_000;
const simulatedRunsMost = 100_000;
/** Schedules of each scenario that was asked for by name. */
const simulatedRunsChosen = 20;
const workersMost = 16;

/** What every suite is made from. */
export interface SuiteGround {
  readonly project: Project;
  readonly out: string;
  readonly catalogue: FaultCatalogue;
  readonly seed: number;
  readonly engines: readonly EngineName[];
  readonly chosen: readonly Found<Scenario>[];
  readonly all: readonly Found<Scenario>[];
  readonly bugs: readonly PlantedBug[];
  readonly plant: PlantedBug | undefined;
  readonly workers: number;
}

/** The action of `holdfast run`. */
export const runAndReport = async (options: RunOptions): Promise<void> => {
  const project = await openProject();
  const out = options.out ?? join(project.root, project.config.out);
  const patterns = options.scenario;
  const lastFailed = options.lastFailed === true;
  const bugs = (await findBugs(project.root, project.config)).map(({ value }) => value);
  const planted = options.plant === undefined ? [] : chooseBugs(bugs, [options.plant]);
  const ground: SuiteGround = {
    project,
    out,
    catalogue: await findFaults(project.root, project.config),
    seed: options.seed ?? defaultSeed,
    engines: options.engine ?? defaultEngines,
    chosen: await chooseScenarios(project, { patterns, lastFailed, out }),
    all: await findScenarios(project.root, project.config),
    bugs,
    plant: planted[0],
    workers: Math.min(availableParallelism(), workersMost),
  };
  if (options.suite === 'nightly') {
    await runAndWrite(nightlySuite(ground, options), options);
    return;
  }
  if (options.shard) throw new UsageError('--shard splits the nightly suite: add --suite nightly');
  await runAndWrite(chaosSuite(ground, options), options);
};

const chaosSuite = (ground: SuiteGround, options: RunOptions): Suite => {
  const { seed, engines, chosen, plant } = ground;
  const runnable = chosen.filter(
    ({ value }) => value.live === 'chaos' || options.scenario.length > 0,
  );
  const live = engines.includes('live');
  const whole = options.scenario.length === 0 && options.lastFailed !== true;
  const simulated = chosen.filter(({ value }) => !whole || value.simulated?.suite !== 'nightly');
  const runs = options.runs ?? (whole ? simulatedRunsMost : simulatedRunsChosen);
  const untilMs = (startedMs: number) => startedMs + (options.time ?? simulatedMs);
  return {
    ...ground,
    concurrency: options.concurrency,
    failFast: options.failFast === true,
    ...(options.time === undefined ? {} : { timeMs: options.time }),
    scenarioJobs: liveJobs(
      live ? runnable.map((found) => ({ found, firstSeed: seed, count: options.runs ?? 1 })) : [],
      ground,
    ),
    canaryJobs: live && whole && !plant ? chooseCanaries(ground.bugs, ground.all, ground) : [],
    notTested: [
      ...notTestedOf(chosen, runnable, { whole }),
      ...chosen
        .filter((found) => !simulated.includes(found))
        .map(({ value }) => `${value.name}, simulated: part of the nightly suite`),
    ],
    simulated: engines.includes('simulated')
      ? {
          scenarios: simulated,
          ...(whole ? { untilMs } : {}),
          schedules: (folder, startedMs, undecided) =>
            planSchedules(
              simulated.map((found) => ({ found, firstSeed: seed, count: runs })),
              {
                seed,
                untilMs: untilMs(startedMs),
                undecided,
                folder,
                ...(plant === undefined ? {} : { edits: [plant.edit] }),
              },
            ),
        }
      : undefined,
  };
};

const notTestedOf = (
  chosen: readonly Found<Scenario>[],
  runnable: readonly Found<Scenario>[],
  { whole }: { readonly whole: boolean },
): readonly string[] => [
  'Containers: that engine is not part of this version.',
  ...(whole ? [] : ['Canaries: not run, because scenarios were chosen.']),
  ...chosen
    .filter((found) => !runnable.includes(found))
    .map(({ value }) =>
      typeof value.live === 'object'
        ? `${value.name}, live: ${value.live.never}`
        : `${value.name}, live: part of the nightly suite`,
    ),
];
