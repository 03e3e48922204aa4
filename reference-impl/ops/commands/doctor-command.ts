import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { folderOf, say, sayJson } from '../command-options.ts';
import { renderFindings } from '../doctor/render-findings.ts';
import { type Repaired, repairFindings } from '../doctor/repair-findings.ts';
import { type Diagnosis, runDoctor } from '../doctor/run-doctor.ts';
import { exitCodes } from '../ops-error.ts';
import { openStack } from '../stack.ts';

interface DoctorOptions {
  readonly fix?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** `ha doctor`: looks at everything, repairs what is safe when asked to. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look at everything; exit code 1 when something is broken')
    .option('--fix', 'repair what is safe, and say what was done')
    .option('--yes', 'with --fix: yes to what would be asked')
    .option('--json', 'as JSON')
    .action(async (options: DoctorOptions, command: Command) => {
      const stack = await openStack(folderOf(command));
      const first = await runDoctor(stack);
      const isRepairable = first.findings.some(({ repair }) => repair !== undefined);
      const repairs = options.fix && isRepairable ? await repair(first, options) : [];
      const last = repairs.length > 0 ? await runDoctor(stack) : first;
      if (options.json) sayJson(asJson(last, repairs));
      else tell(last, repairs);
      if (last.findings.some(({ status }) => status === 'fail')) {
        process.exitCode = exitCodes.failed;
      }
    });
}

function repair({ findings }: Diagnosis, options: DoctorOptions): Promise<readonly Repaired[]> {
  const mayAsk = process.stdin.isTTY && !options.json;
  const agrees = async (question: string): Promise<boolean> => {
    if (options.yes) return true;
    return mayAsk ? ask(question) : false;
  };
  return repairFindings(findings, agrees);
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

function asJson({ findings, summary }: Diagnosis, repairs: readonly Repaired[]) {
  const told = findings.map(({ category, name, status, message, repair: offered }) => {
    return { category, name, status, message, ...(offered && { fix: offered.about }) };
  });
  return { findings: told, repairs, summary };
}

function tell({ findings, summary }: Diagnosis, repairs: readonly Repaired[]): void {
  say(renderFindings(findings));
  const offered = findings.filter((finding) => finding.repair !== undefined).length;
  for (const { about, outcome, reason } of repairs) say(describe(about, outcome, reason));
  if (offered > 0 && repairs.length === 0) say(`--fix would repair ${offered} of these`);
  say(summary);
}

function describe(about: string, outcome: Repaired['outcome'], reason = ''): string {
  if (outcome === 'done') return `fixed: ${about}`;
  if (outcome === 'failed') return `not fixed: ${about}: ${reason}`;
  return `not fixed, needs a yes (--yes): ${about}`;
}
