import { Command } from 'commander';
import { gracefulCheckpoint } from '../../checkpoint/graceful-checkpoint.ts';
import { folderOf, say } from '../command-options.ts';
import { OpsError } from '../ops-error.ts';
import { openStack } from '../stack.ts';

/** How long a checkpoint may take (G23). */
export const checkpointLimitMs = 15_000;

/** `ha checkpoint`: asks the live core to write its checkpoint. */
export function checkpointCommand(): Command {
  return new Command('checkpoint')
    .description('ask the live core for a checkpoint, for at most 15 s')
    .action(async (_options: object, command: Command) => {
      const stack = await openStack(folderOf(command));
      const { ok, message } = await gracefulCheckpoint(stack.urlOf('core'), checkpointLimitMs);
      if (!ok) throw new OpsError(message);
      say(message);
    });
}
