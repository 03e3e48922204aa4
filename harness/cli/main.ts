import { Command, CommanderError } from 'commander';
import { CannotTellError, UsageError } from '../core/errors.ts';
import { cleanCommand } from './clean-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { exitCodes } from './exit-codes.ts';
import { explainCommand } from './explain-command.ts';
import { listCommand } from './list-command.ts';
import { loadCommand } from './load/load-command.ts';
import { readVersion } from './project-facts.ts';
import { proxyCommand } from './proxy-command.ts';
import { replayCommand } from './replay-command.ts';
import { reportCommand } from './report-command.ts';
import { runCommand } from './run-command.ts';
import { zooCommand } from './zoo-command.ts';

const createProgram = (): Command => {
  const program = new Command('holdfast')
    .description('Finds out whether a failover stack really fails over.')
    .version(readVersion(), '-V, --version')
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Exit codes: 0 held · 1 violated · 2 inert or unknown · 3 our own error, bad usage or a missed canary · 130 after Ctrl-C

Examples:
  $ npx holdfast run                              the default suite, with a report
  $ npx holdfast run --scenario live-core-killed  one scenario
  $ npx holdfast explain no-timeout-failover      what a rule means`,
    );
  const commands = [
    runCommand,
    replayCommand,
    loadCommand,
    reportCommand,
    listCommand,
    explainCommand,
    zooCommand,
    doctorCommand,
    proxyCommand,
    cleanCommand,
  ];
  for (const command of commands) program.addCommand(command());
  // Sub-commands inherit neither: without it commander would exit by itself with Node's 1.
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showSuggestionAfterError();
  }
  return program;
};

/** Runs one command line and ends the process with the exit code of the contract. */
export const main = async (argv: readonly string[]): Promise<void> => {
  process.on('uncaughtException', (error) => process.exit(report(error)));
  process.on('unhandledRejection', (error) => process.exit(report(error)));
  // `holdfast list | head` closes the pipe: nothing is wrong with us then.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.held);
    throw error;
  });
  try {
    await createProgram().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = report(error);
  }
};

/** Prints what went wrong as its reader needs it; returns the exit code. */
const report = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.ourError;
  if (error instanceof UsageError) {
    process.stderr.write(`holdfast: ${error.message}\n`);
    return exitCodes.ourError;
  }
  if (error instanceof CannotTellError) {
    process.stderr.write(`holdfast: cannot tell: ${error.message}\n`);
    return exitCodes.cannotTell;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`holdfast: our own error, do not trust this run:\n${text}\n`);
  return exitCodes.ourError;
};
