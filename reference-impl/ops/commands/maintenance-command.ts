import { Command } from 'commander';
import { withLock } from '../command-lock.ts';
import { folderOf, say } from '../command-options.ts';
import { describeAge } from '../describe-age.ts';
import { clearMaintenance, readMaintenance, setMaintenance } from '../maintenance-file.ts';
import { OpsError } from '../ops-error.ts';
import { readPromotion } from '../promote/promotion-journal.ts';
import type { RunFolder } from '../run-folder.ts';
import { openStack } from '../stack.ts';

/** `ha maintenance on|off|status`: the flag that switches failover, sync and evaluation off. */
export function maintenanceCommand(): Command {
  const command = new Command('maintenance').description(
    'switch maintenance on or off: no failover, no session sync, the candidate is not judged',
  );
  command
    .command('on')
    .description('switch it on')
    .action((_options: object, self: Command) => inFolder(self, turnOn));
  command
    .command('off')
    .description('switch it off')
    .option('--force', 'also while a promotion is unfinished')
    .action((options: { force?: true }, self: Command) =>
      inFolder(self, (folder) => turnOff(folder, options.force === true)),
    );
  command
    .command('status')
    .description('say whether it is on')
    .action(async (_options: object, self: Command) => {
      const { folder } = await openStack(folderOf(self));
      await tell(folder);
    });
  return command;
}

async function inFolder(command: Command, act: (folder: RunFolder) => Promise<void>) {
  const { folder } = await openStack(folderOf(command));
  await withLock(folder, 'maintenance', async () => {
    await act(folder);
    await tell(folder);
  });
}

const turnOn = (folder: RunFolder) => setMaintenance(folder);

async function turnOff(folder: RunFolder, force: boolean): Promise<void> {
  const promotion = await readPromotion(folder);
  if (promotion?.isOpen === true && !force) {
    throw new OpsError(
      `promotion ${promotion.id} is unfinished and needs maintenance; ` +
        '`npm run ha -- promote` finishes it, --force switches off all the same',
    );
  }
  await clearMaintenance(folder);
}

async function tell(folder: RunFolder): Promise<void> {
  const state = await readMaintenance(folder);
  const age = state.on ? describeAge(Date.now() - state.sinceMs) : '';
  say(state.on ? `maintenance is on, for ${age}, by ${state.by}` : 'maintenance is off');
}
