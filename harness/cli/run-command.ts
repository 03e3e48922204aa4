import { Command } from 'commander';
import type { Shard } from './nightly/shard.ts';
import { runAndReport } from './run-and-report.ts';
import { type CommonOptions, type EngineName, options, withCommonOptions } from './run-options.ts';

/** Options of `holdfast run` beside the common ones. */
export interface RunOptions extends CommonOptions {
  readonly scenario: readonly string[];
  readonly seed?: number;
  readonly engine?: readonly EngineName[];
  readonly suite: 'chaos' | 'nightly';
  readonly shard?: Shard;
  readonly plant?: string;
  readonly budget?: number;
  readonly runs?: number;
  readonly time?: number;
  readonly concurrency: number;
  readonly failFast?: true;
  readonly lastFailed?: true;
}

/** `holdfast run`: the default suite, or a chosen part of it. */
export const runCommand = (): Command =>
  withCommonOptions(
    new Command('run')
      .description('run scenarios, judge them and write the report')
      .addOption(options.suite())
      .addOption(options.shard())
      .addOption(options.engine())
      .addOption(options.scenario())
      .addOption(options.seed())
      .addOption(options.runs())
      .addOption(options.time())
      .addOption(options.concurrency())
      .addOption(options.failFast())
      .addOption(options.lastFailed())
      .addOption(options.plant())
      .addOption(options.budget()),
  )
    .addHelpText(
      'after',
      `
Without --scenario the whole suite runs, with control runs (the same load, no faults) and canaries
(planted bugs that must be caught). With it, the canaries are left out, and the report says so.
The nightly suite runs every scenario with more seeds on every engine, and hunts every planted bug;
--shard splits it over machines, and \`holdfast report DIR…\` joins what they found.

Examples:
  $ npx holdfast run --scenario 'core-*' --seed 7
  $ npx holdfast run --last-failed --toxiproxy embedded
  $ npx holdfast run --dry-run --scenario live-core-killed
  $ npx holdfast run --suite nightly --engine simulated --shard 2/8
  $ npx holdfast run --engine simulated --scenario core-too-slow --plant failover-on-timeout`,
    )
    .action(runAndReport);
