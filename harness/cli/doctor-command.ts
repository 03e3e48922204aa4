import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import colors from 'picocolors';
import { UsageError } from '../core/errors.ts';
import { findChromium } from '../tools/find-chromium.ts';
import { findK6 } from '../tools/find-k6.ts';
import type { FoundProgram } from '../tools/find-program.ts';
import { findToxiproxy, toxiproxyVersion } from '../tools/find-toxiproxy.ts';
import { installTools } from '../tools/install-tools.ts';

interface Finding {
  readonly tool: string;
  readonly found: string | undefined;
  /** What its absence costs. */
  readonly without: string;
  readonly how: string;
}

/** `holdfast doctor`: what is installed here, what each missing thing costs, and how to get it. */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('what is installed here, what each missing thing costs, how to get it')
    .option('--install', 'build the pinned Go tools (Toxiproxy, k6) into .tools/bin; needs Go')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Nothing of this is needed for \`npm run chaos\`: what is missing is replaced, or named in the report.

Examples:
  $ npx holdfast doctor
  $ npx holdfast doctor --install`,
    )
    .action(doctor);

const doctor = async (given: { install?: true; json?: true }): Promise<void> => {
  if (given.install) await installTools({ log: (line) => process.stderr.write(`${line}\n`) });
  const findings = look();
  if (given.json) {
    process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
    return;
  }
  for (const { tool, found, without, how } of findings) {
    const state = found === undefined ? colors.yellow('missing') : colors.green('found  ');
    process.stdout.write(`${state} ${tool}${found === undefined ? '' : `  ${found}`}\n`);
    if (found === undefined)
      process.stdout.write(`        without it: ${without}\n        ${how}\n`);
  }
};

/** What is found; or what is wrong with the variable that names it: then it counts as missing. */
const tryFind = (
  find: () => FoundProgram | undefined,
): { readonly found?: FoundProgram | undefined; readonly wrong?: string } => {
  try {
    return { found: find() };
  } catch (error) {
    if (error instanceof UsageError) return { wrong: error.message };
    throw error;
  }
};

const look = (): readonly Finding[] => {
  const { found: toxiproxy, wrong: wrongToxiproxy } = tryFind(findToxiproxy);
  const fits = toxiproxy?.version === toxiproxyVersion;
  const { found: k6, wrong: wrongK6 } = tryFind(findK6);
  const { found: chromium, wrong: wrongChromium } = tryFind(findChromium);
  return [
    {
      tool: 'Node',
      found: `${process.versions.node} on ${process.platform}`,
      without: '',
      how: '',
    },
    { tool: 'Cores', found: String(availableParallelism()), without: '', how: '' },
    {
      tool: `Toxiproxy ${toxiproxyVersion}`,
      found: fits ? toxiproxy.path : undefined,
      without:
        'the embedded proxy carries the links; its conformance suite runs against itself only',
      how:
        wrongToxiproxy ??
        (toxiproxy
          ? `${toxiproxy.path} is version ${toxiproxy.version ?? 'unknown'}; \`npx holdfast doctor --install\` builds the right one`
          : '`npx holdfast doctor --install` builds it (needs Go), or set HOLDFAST_TOXIPROXY'),
    },
    {
      tool: 'k6',
      found: k6 ? `${k6.version ?? ''} ${k6.path}`.trim() : undefined,
      without: 'load under failover cannot be measured',
      how: wrongK6 ?? '`npx holdfast doctor --install` builds it (needs Go), or set HOLDFAST_K6',
    },
    {
      tool: 'Chromium',
      found: chromium?.path,
      without: 'the browser test of the report is not run',
      how: wrongChromium ?? "install your system's chromium package, or set HOLDFAST_CHROMIUM",
    },
  ];
};
