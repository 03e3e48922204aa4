import { Command } from 'commander';
import { withLock } from '../command-lock.ts';
import { folderOf, say } from '../command-options.ts';
import { exitCodes, OpsError } from '../ops-error.ts';
import { graceMs } from '../processes/stop-process.ts';
import { openStack, pickServices } from '../stack.ts';
import { stopServices } from '../stop-services.ts';

/** `ha stop`: ends exactly the processes that `ha start` began. */
export function stopCommand(): Command {
  return new Command('stop')
    .description('stop the stack, or only the named services: SIGTERM, 25 s of grace, SIGKILL')
    .argument('[service...]', 'services to stop; all when none is named')
    .action(async (roles: readonly string[], _options: object, command: Command) => {
      const stack = await openStack(folderOf(command));
      const stopped = await withLock(stack.folder, 'stop', () =>
        stopServices(stack, pickServices(stack, roles)),
      );
      if (stopped.length === 0) throw new OpsError('nothing is running', exitCodes.notRunning);
      for (const { role, how } of stopped) say(`${role}: ${how}`);
      const killed = stopped.filter(({ how }) => how === 'killed').map(({ role }) => role);
      if (killed.length === 0) return;
      throw new OpsError(
        `killed, because still there ${graceMs} ms after SIGTERM: ${killed.join(', ')}; ` +
          'the end of their logs says what they were doing',
      );
    });
}
