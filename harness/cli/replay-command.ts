import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../core/errors.ts';
import type { FaultStep } from '../core/fault.ts';
import type { Plan } from '../core/plan.ts';
import { findBugs, findFaults, findScenarios } from '../discover.ts';
import { checkPlan, unknown } from '../plan-scenario.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { readPlan } from '../store.ts';
import { chooseBugs } from './choose-canaries.ts';
import { openProject } from './project.ts';
import { runAndWrite } from './run-and-write.ts';
import { type CommonOptions, type EngineName, options, withCommonOptions } from './run-options.ts';

/** `holdfast replay FILE`: one saved plan again. */
export const replayCommand = (): Command =>
  withCommonOptions(
    new Command('replay')
      .description('run one saved schedule (a plan.json) again')
      .argument('<file>', 'the plan.json of a run, or one written by hand')
      .addOption(options.engine('the one that the plan was saved by'))
      .addOption(options.plant()),
  )
    .addHelpText(
      'after',
      `
A live replay repeats the load and the fault schedule, not the machine's own timing: the verdict is
judged anew. A simulated one repeats everything, and says whether it left the same trace. A plan that
one engine saved can be tried on the other: what simulation finds, live confirms.

Examples:
  $ npx holdfast replay reports/out/latest/live-core-killed/plan.json
  $ npx holdfast replay reports/out/latest/simulated/core-too-slow/seed-7/plan.json --engine live`,
    )
    .action(replay);

interface ReplayOptions extends CommonOptions {
  readonly engine?: readonly EngineName[];
  readonly plant?: string;
}

const replay = async (file: string, given: ReplayOptions): Promise<void> => {
  const project = await openProject();
  const saved = await readPlan(file);
  const scenarios = await findScenarios(project.root, project.config);
  const found = scenarios.find(({ value }) => value.name === saved.scenario);
  if (!found) {
    const names = scenarios.map(({ value }) => value.name);
    throw new UsageError(`${file}: ${unknown('scenario', saved.scenario, names)}`);
  }
  const bugs = (await findBugs(project.root, project.config)).map(({ value }) => value);
  const [plant] = given.plant === undefined ? [] : chooseBugs(bugs, [given.plant]);
  const catalogue = await findFaults(project.root, project.config);
  const plan = checkPlan(saved, found.value, catalogue);
  // A control run's plan has no faults, so it cannot put to the test what the scenario is made for.
  const value = plan.steps.length === 0 ? { ...found.value, mustCheck: [] } : found.value;
  const replayed = { ...found, value };
  const savedBy = await engineOf(file);
  const engines = given.engine ?? [savedBy];
  const traceHash = engines.includes('simulated') ? await readTraceHash(file) : undefined;
  sayPlan(plan, { savedBy, engines, plant: plant?.name });
  const edits = plant === undefined ? {} : { edits: [plant.edit] };
  const one = { scenarioFile: found.file, scenario: found.value.name, seed: plan.seed, plan };
  await runAndWrite(
    {
      project,
      out: given.out ?? join(project.root, project.config.out),
      catalogue,
      seed: plan.seed,
      engines,
      concurrency: 1,
      workers: 1,
      failFast: false,
      plant,
      scenarioJobs: engines.includes('live')
        ? [{ name: found.value.name, purpose: 'scenario', found: replayed, plan, plant }]
        : [],
      canaryJobs: [],
      notTested: ['Everything but the replayed schedule.'],
      simulated: engines.includes('simulated')
        ? {
            scenarios: [replayed],
            schedules: (folder) =>
              once({ ...one, ...edits, folder: join(folder, 'replay'), keep: true }),
          }
        : undefined,
      traceHash,
    },
    given,
  );
};

/** Says what is about to happen: the plan in a line, each of its faults in another. */
const sayPlan = (
  { scenario, seed, steps }: Plan,
  facts: {
    readonly savedBy: EngineName;
    readonly engines: readonly EngineName[];
    readonly plant: string | undefined;
  },
): void => {
  const also = facts.plant === undefined ? '' : `, with ${facts.plant} planted`;
  const lines = steps.map((step) => {
    const heals = step.heal === 'never' ? 'not healed' : `healed after ${step.heal.afterMs} ms`;
    return `  ${step.kind} on ${step.target}, ${whenText(step.when)}, ${heals}`;
  });
  const head =
    `replaying ${scenario}, seed ${seed}, saved by the ${facts.savedBy} engine, ` +
    `${facts.engines.join(' and ')}${also}:`;
  const body = lines.length === 0 ? ['  no faults: a control run'] : lines;
  process.stderr.write(`${[head, ...body].join('\n')}\n`);
};

const whenText = (when: FaultStep['when']): string => {
  if ('atMs' in when) return `at ${when.atMs} ms`;
  if ('link' in when) return `when exchange ${when.nth} of ${when.link} is ${when.phase}`;
  return 'signal' in when ? `at the signal ${when.signal}` : `when ${JSON.stringify(when)}`;
};

/** A simulated run leaves its trace hash beside the plan. */
const engineOf = async (file: string): Promise<EngineName> =>
  (await readTraceHash(file)) === undefined && !resolve(file).includes('/simulated/')
    ? 'live'
    : 'simulated';

const once = (schedule: Schedule): (() => Schedule | undefined) => {
  let next: Schedule | undefined = schedule;
  return () => {
    const handed = next;
    next = undefined;
    return handed;
  };
};

/** The trace that the saved run left, if it was simulated. */
const readTraceHash = async (file: string): Promise<string | undefined> => {
  const text = await readFile(join(dirname(file), 'trace-hash'), 'utf8').catch(() => undefined);
  return text?.trim();
};
