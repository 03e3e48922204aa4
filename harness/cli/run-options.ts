import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseShard } from './nightly/shard.ts';

/** What `run` and `replay` share; see `--help`. */
export interface CommonOptions {
  readonly toxiproxy: 'auto' | 'real' | 'embedded';
  readonly out?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly strict?: true;
  readonly dryRun?: true;
  readonly allowHost: readonly string[];
}

/** The engines that there are. */
export type EngineName = 'live' | 'simulated';

const engineNames: readonly EngineName[] = ['live', 'simulated'];

const whole =
  (name: string, least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && text.trim() !== '') return value;
    throw new InvalidArgumentError(`${name} must be a whole number, ${least} or more.`);
  };

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

const duration = (text: string): number => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  const unit = units[match?.[2] ?? ''];
  if (unit === undefined) throw new InvalidArgumentError('write it like 500ms, 30s or 2m.');
  return Number(match?.[1]) * unit;
};

const gather = (value: string, before: readonly string[]) => [...before, value];

/** Options that more than one command has, so that they read the same everywhere. */
export const options = {
  engine: (otherwise = 'both') =>
    new Option(
      '--engine <names>',
      `live, simulated or live,simulated; repeatable (default: ${otherwise})`,
    ).argParser((value: string, before: readonly EngineName[] = []) => {
      const names = value.split(',').map((word) => {
        const name = engineNames.find((one) => one === word.trim());
        if (name) return name;
        throw new InvalidArgumentError(`Allowed choices are ${engineNames.join(', ')}.`);
      });
      return [...new Set([...before, ...names])];
    }),
  scenario: () =>
    new Option('--scenario <name|glob>', 'only these scenarios; repeatable')
      .argParser(gather)
      .default([], 'all'),
  seed: () =>
    new Option('--seed <n>', 'decides every fault schedule').argParser(whole('--seed', 0)),
  runs: () =>
    new Option(
      '--runs <n>',
      'schedules per scenario, with consecutive seeds (default: 1 live; simulated: as many as fit; nightly: 3 live, 200 simulated)',
    ).argParser(whole('--runs', 1)),
  budget: () =>
    new Option(
      '--budget <n>',
      'schedules per planted bug, until it is caught (default: 3 live, 500 simulated)',
    ).argParser(whole('--budget', 1)),
  suite: () =>
    new Option('--suite <name>', 'chaos: what fits in two minutes; nightly: everything')
      .choices(['chaos', 'nightly'])
      .default('chaos'),
  shard: () =>
    new Option('--shard <i/n>', 'only this part of the nightly suite, from 1/n to n/n').argParser(
      (text: string) => parseShard(text),
    ),
  plant: () =>
    new Option('--plant <bug>', 'plant a known bug of the zoo in every run: it should be found'),
  time: () =>
    new Option('--time <duration>', 'start nothing after this long (30s, 2m)').argParser(duration),
  concurrency: () =>
    new Option('--concurrency <n>', 'live runs at a time')
      .argParser(whole('--concurrency', 1))
      .default(4),
  failFast: () => new Option('--fail-fast', 'stop at the first violation'),
  lastFailed: () => new Option('--last-failed', 'only what did not hold in the latest run'),
} as const;

/** Adds the options that every running command has. */
export const withCommonOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--toxiproxy <backend>', 'the TCP proxy between callers and services')
        .choices(['auto', 'real', 'embedded'])
        .default('auto'),
    )
    .option('--out <dir>', 'folder of the run folders (default: reports/out)')
    .option('--json', 'print report.json instead of the table')
    .option('--quiet', 'print only the verdict')
    .option('--strict', 'skipped runs count as unknown')
    .option('--dry-run', 'print the plans and run nothing')
    .addOption(
      new Option(
        '--allow-host <host>',
        'a host other than loopback that may be disturbed; repeatable',
      )
        .argParser(gather)
        .default([], 'loopback only'),
    );
