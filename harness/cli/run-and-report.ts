import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../core/scenario.ts';
import { type Found, findBugs, findFaults, findScenarios } from '../discover.ts';
import { type FaultCatalogue, planScenario } from '../plan-scenario.ts';
import { planSchedules } from '../schedules/plan-schedules.ts';
import type { Job } from '../suite.ts';
import { chooseCanaries } from './choose-canaries.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import { openProject } from './project.ts';
import { runAndWrite } from './run-and-write.ts';
import type { RunOptions } from './run-command.ts';
import type { EngineName } from './run-options.ts';

const defaultSeed = 1;
const defaultEngines: readonly EngineName[] = ['live', 'simulated'];
/** Simulated schedules fill what chaos has of its 120 s, beside the live runs. */
const simulatedMs = 90_000;
const simulatedRunsMost = 100_000;
/** Schedules of each scenario that was asked for by name. */
const simulatedRunsChosen = 20;
const workersMost = 16;

/** The action of `holdfast run`. */
export const runAndReport = async (options: RunOptions): Promise<void> => {
  const project = await openProject();
  const out = options.out ?? join(project.root, project.config.out);
  const catalogue = await findFaults(project.root, project.config);
  const seed = options.seed ?? defaultSeed;
  const lastFailed = options.lastFailed === true;
  const engines = options.engine ?? defaultEngines;
  const chosen = await chooseScenarios(project, { patterns: options.scenario, lastFailed, out });
  const runnable = chosen.filter(
    ({ value }) => value.live === 'chaos' || options.scenario.length > 0,
  );
  const live = engines.includes('live');
  const whole = options.scenario.length === 0 && !lastFailed;
  const bugs = (await findBugs(project.root, project.config)).map(({ value }) => value);
  const all = await findScenarios(project.root, project.config);
  const seeds = Array.from({ length: live ? (options.runs ?? 1) : 0 }, (_, i) => seed + i);
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
      canaryJobs: live && whole ? chooseCanaries(bugs, all, { seed, catalogue }) : [],
      notTested: notTestedOf(chosen, runnable, { whole, engines }),
      simulated: engines.includes('simulated')
        ? {
            scenarios: chosen,
            workers: Math.min(availableParallelism(), workersMost),
            schedules: (folder, startedAt) =>
              planSchedules(chosen, {
                seed,
                runs: options.runs ?? (whole ? simulatedRunsMost : simulatedRunsChosen),
                untilMs: startedAt + (options.time ?? simulatedMs),
                folder,
              }),
          }
        : undefined,
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
  { whole, engines }: { readonly whole: boolean; readonly engines: readonly EngineName[] },
): readonly string[] => [
  'Containers: that engine is not part of this version.',
  ...defaultEngines
    .filter((engine) => !engines.includes(engine))
    .map((engine) => `The ${engine} engine: left out by --engine.`),
  ...(whole ? [] : ['Canaries: not run, because scenarios were chosen.']),
  ...chosen
    .filter((found) => !runnable.includes(found))
    .map(({ value }) =>
      typeof value.live === 'object'
        ? `${value.name}, live: ${value.live.never}`
        : `${value.name}, live: part of the nightly suite`,
    ),
];
