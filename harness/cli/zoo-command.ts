import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { verdictSentence } from '../../reports/words/verdict-sentence.ts';
import { resultOfBug } from '../../reports/words/zoo-words.ts';
import type { ReportInput } from '../core/run-detail.ts';
import { findBugs, findFaults, findScenarios } from '../discover.ts';
import { chooseBugs } from './choose-canaries.ts';
import { openProject } from './project.ts';
import { runAndWrite } from './run-and-write.ts';
import { type CommonOptions, type EngineName, options, withCommonOptions } from './run-options.ts';

interface ZooOptions extends CommonOptions {
  readonly budget?: number;
  readonly seed?: number;
  readonly concurrency: number;
  readonly engine?: readonly EngineName[];
}

const defaultEngines: readonly EngineName[] = ['simulated'];

/** `holdfast zoo`: plants each known bug and runs its scenario until it is caught. */
export const zooCommand = (): Command =>
  withCommonOptions(
    new Command('zoo')
      .description('plant each known bug, run its scenario until it is caught; the kill matrix')
      .argument('[bug...]', 'only these (default: all)')
      .addOption(options.engine('simulated'))
      .addOption(options.budget())
      .addOption(options.seed())
      .addOption(options.concurrency()),
  )
    .addHelpText(
      'after',
      `
An equivalent change breaks nothing: it must be left alone in all of its schedules.

Examples:
  $ npx holdfast zoo
  $ npx holdfast zoo failover-on-timeout --engine live --budget 3`,
    )
    .action(zoo);

const zoo = async (names: readonly string[], given: ZooOptions): Promise<void> => {
  const project = await openProject();
  const catalogue = await findFaults(project.root, project.config);
  const all = await findBugs(project.root, project.config);
  const bugs = chooseBugs(
    all.map(({ value }) => value),
    names,
  );
  const engines = given.engine ?? defaultEngines;
  const seed = given.seed ?? 1;
  await runAndWrite(
    {
      project,
      out: given.out ?? join(project.root, project.config.out),
      catalogue,
      seed,
      engines,
      concurrency: given.concurrency,
      workers: availableParallelism(),
      failFast: false,
      scenarioJobs: [],
      canaryJobs: [],
      notTested: ['The stack as it is: only planted bugs were run.'],
      simulated: undefined,
      hunt: {
        ground: {
          scenarios: await findScenarios(project.root, project.config),
          catalogue,
          seed,
          ...(given.budget === undefined ? {} : { budget: given.budget }),
        },
        bugs: {
          live: engines.includes('live') ? bugs : [],
          simulated: engines.includes('simulated') ? bugs : [],
        },
      },
      say: tableOf,
    },
    given,
  );
};

const tableOf = ({ report }: ReportInput, reportPath: string): string => {
  const table = new Table({
    head: ['planted bug', 'stands for', 'result', 'schedules', 'violated'],
    style: { head: [], border: [] },
  });
  for (const kill of report.zoo ?? []) {
    const violated = kill.caughtBy.join('\n') || '(none)';
    table.push([kill.bug, kill.stands_for, resultOfBug(kill), kill.schedules, violated]);
  }
  const doubts = (report.doubts ?? []).map(({ because }) => `\n${because}`).join('');
  return `${table.toString()}${doubts}\n\n${verdictSentence(report)}\n\nReport: ${reportPath}`;
};
