import { Command } from 'commander';
import { checkpointCommand } from './ops/commands/checkpoint-command.ts';
import { deployCommand } from './ops/commands/deploy-command.ts';
import { doctorCommand } from './ops/commands/doctor-command.ts';
import { maintenanceCommand } from './ops/commands/maintenance-command.ts';
import { promoteCommand } from './ops/commands/promote-command.ts';
import { startCommand } from './ops/commands/start-command.ts';
import { statusCommand } from './ops/commands/status-command.ts';
import { stopCommand } from './ops/commands/stop-command.ts';
import { syncCommand } from './ops/commands/sync-command.ts';
import { exitCodes, OpsError } from './ops/ops-error.ts';

const examples = `
Exit codes: 0 all is well, 1 something failed or is ill, 2 wrong usage, 3 nothing runs.

Examples:
  $ npm run ha -- start
  $ npm run ha -- stop core            # and see the failover: npm run ha -- status
  $ npm run ha -- doctor --fix
  $ npm run ha -- deploy --from ../next && npm run ha -- promote
  $ npm run ha -- --dir /tmp/two start --port-base 20000`;

/** Runs one `ha` command: the reference stack, operated by hand. */
export default async function main(): Promise<void> {
  const program = new Command('ha')
    .description('start, look at, and look after the reference stack')
    .option('--dir <folder>', 'where the stack keeps everything it has', '.ha')
    .addHelpText('after', examples)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? exitCodes.fine : exitCodes.usage);
    });
  for (const command of [
    startCommand(),
    stopCommand(),
    statusCommand(),
    maintenanceCommand(),
    syncCommand(),
    checkpointCommand(),
    deployCommand(),
    promoteCommand(),
    doctorCommand(),
  ]) {
    inherit(program, command);
    program.addCommand(command);
  }
  process.stdout.on('error', ignoreClosedPipe);
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    process.stderr.write(`ha: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

/** Who has read enough, as `head` does, must not end a promotion in the middle. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Wrong usage ends in the same way at every depth. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(command, child);
}

if (import.meta.main) await main();
