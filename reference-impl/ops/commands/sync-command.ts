import { Command } from 'commander';
import { withLock } from '../command-lock.ts';
import { folderOf, say } from '../command-options.ts';
import { readMaintenance } from '../maintenance-file.ts';
import { OpsError } from '../ops-error.ts';
import { describeSync, syncSessions } from '../session-sync.ts';
import { openStack } from '../stack.ts';

/** `ha sync`: the live core's sessions to the standby, now. */
export function syncCommand(): Command {
  return new Command('sync')
    .description("copy the live core's sessions to the standby, never the other way")
    .option('--incremental', 'only what is newer on live (the default)')
    .option('--full', "replace the standby's state as a whole")
    .action(async (options: { full?: true; incremental?: true }, command: Command) => {
      if (options.full && options.incremental) {
        throw new OpsError('--incremental and --full exclude each other', 2);
      }
      const stack = await openStack(folderOf(command));
      const report = await withLock(stack.folder, 'sync', async () => {
        if ((await readMaintenance(stack.folder)).on) {
          throw new OpsError('sync pauses in maintenance; `npm run ha -- maintenance off` ends it');
        }
        return syncSessions(stack, options.full ? 'full' : 'incremental');
      });
      say(describeSync(report));
    });
}
