import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../core/errors.ts';
import { findFaults, findScenarios } from '../discover.ts';
import { checkPlan, unknown } from '../plan-scenario.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { readPlan } from '../store.ts';
import { openProject } from './project.ts';
import { runAndWrite } from './run-and-write.ts';
import { type CommonOptions, type EngineName, options, withCommonOptions } from './run-options.ts';

/** `holdfast replay FILE`: one saved plan again. */
export const replayCommand = (): Command =>
  withCommonOptions(
    new Command('replay')
      .description('run one saved schedule (a plan.json) again')
      .argument('<file>', 'the plan.json of a run, or one written by hand')
      .addOption(options.engine()),
  )
    .addHelpText(
      'after',
      `
A live replay repeats the load and the fault schedule, not the machine's own timing: the verdict is
judged anew. A simulated one repeats everything, and says whether it left the same trace.

Example:
  $ npx holdfast replay reports/out/latest/live-core-killed/plan.json`,
    )
    .action(replay);

const replay = async (
  file: string,
  given: CommonOptions & { readonly engine?: readonly EngineName[] },
): Promise<void> => {
  const project = await openProject();
  const saved = await readPlan(file);
  const scenarios = await findScenarios(project.root, project.config);
  const found = scenarios.find(({ value }) => value.name === saved.scenario);
  if (!found) {
    const names = scenarios.map(({ value }) => value.name);
    throw new UsageError(`${file}: ${unknown('scenario', saved.scenario, names)}`);
  }
  const catalogue = await findFaults(project.root, project.config);
  const plan = checkPlan(saved, found.value, catalogue);
  // A control run's plan has no faults, so it cannot put to the test what the scenario is made for.
  const value = plan.steps.length === 0 ? { ...found.value, mustCheck: [] } : found.value;
  const replayed = { ...found, value };
  const [engine = 'live'] = given.engine ?? [];
  const one = { scenarioFile: found.file, scenario: found.value.name, seed: plan.seed, plan };
  await runAndWrite(
    {
      project,
      out: given.out ?? join(project.root, project.config.out),
      catalogue,
      seed: plan.seed,
      concurrency: 1,
      failFast: false,
      scenarioJobs:
        engine === 'live'
          ? [{ name: found.value.name, purpose: 'scenario', found: replayed, plan }]
          : [],
      canaryJobs: [],
      notTested: ['Everything but the replayed schedule.'],
      simulated:
        engine === 'simulated'
          ? {
              scenarios: [replayed],
              workers: 1,
              schedules: (folder) => once({ ...one, folder: join(folder, 'replay'), keep: true }),
            }
          : undefined,
      ...(engine === 'simulated' ? { traceHash: await readTraceHash(file) } : {}),
    },
    given,
  );
};

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
