import { Command, InvalidArgumentError, Option } from 'commander';
import { profiles } from '../../../load/profiles/profiles.ts';
import { runLoad } from './run-load.ts';

/** Options of `holdfast load`. */
export interface LoadOptions {
  readonly rate: number;
  readonly duration: number;
  readonly profile: string;
  readonly toxiproxy: 'auto' | 'real' | 'embedded';
  readonly out?: string;
  readonly json?: true;
  readonly quiet?: true;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

const duration = (text: string): number => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  const ms = Number(match?.[1]) * (units[match?.[2] ?? ''] ?? Number.NaN);
  if (ms >= 1_000) return ms;
  throw new InvalidArgumentError('write it like 30s or 2m; one second at least.');
};

const rate = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 2 && value <= 5_000) return value;
  throw new InvalidArgumentError('--rate must be a whole number from 2 to 5000.');
};

/** `holdfast load`: k6 against the live stack while its live core fails. */
export const loadCommand = (): Command =>
  new Command('load')
    .description('drive the live stack with k6 while its live core is killed, hangs or answers 503')
    .addOption(
      new Option('--rate <n>', 'arrivals per second, half on each path')
        .argParser(rate)
        .default(200),
    )
    .addOption(
      new Option('--duration <duration>', 'how long the load lasts (30s, 2m)')
        .argParser(duration)
        .default(30_000, '30s'),
    )
    .addOption(
      new Option('--profile <name>', 'what happens to the live core in the middle')
        .choices([...profiles.map(({ name }) => name), 'all'])
        .default('all'),
    )
    .addOption(
      new Option('--toxiproxy <backend>', 'the TCP proxy between callers and services')
        .choices(['auto', 'real', 'embedded'])
        .default('embedded'),
    )
    .option('--out <dir>', 'folder of the run folders (default: reports/out)')
    .option('--json', 'print report.json instead of the table')
    .option('--quiet', 'print only the verdict')
    .addHelpText(
      'after',
      `
Two open loops: POST /chat, whose callers wait, and POST /messages, where a 202 counts for nothing:
a message is answered when its effect is there. A run without a fault comes first, for comparison.
The fault begins at two fifths of the load and lasts for three tenths of it. Retries begin at 10 ms;
the other timings of the stack are a tenth of their defaults.

Exit codes: 0 held · 1 a call failed, a message was lost or executed twice, or the gap was too long ·
2 no k6 (npx holdfast doctor --install), arrivals were dropped, or the machine was too busy.

Examples:
  $ npx holdfast load
  $ npx holdfast load --rate 50 --duration 10s --profile kill`,
    )
    .action(runLoad);
