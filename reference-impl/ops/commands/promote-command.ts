import { Command } from 'commander';
import { withLock } from '../command-lock.ts';
import { folderOf, say } from '../command-options.ts';
import { promote, turnBack } from '../promote/run-promotion.ts';
import { openStack } from '../stack.ts';

/** `ha promote`: the candidate's version becomes live. */
export function promoteCommand(): Command {
  return new Command('promote')
    .description("make the candidate's version live; after a crash: the same command again")
    .option('--abort', 'take an unfinished promotion back')
    .action(async (options: { abort?: true }, command: Command) => {
      const stack = await openStack(folderOf(command));
      const act = options.abort ? turnBack : promote;
      await withLock(stack.folder, 'promote', () => act(stack, say));
    });
}
