import { Command } from 'commander';
import { withLock } from '../command-lock.ts';
import { folderOf, say } from '../command-options.ts';
import { OpsError } from '../ops-error.ts';
import { readPromotion } from '../promote/promotion-journal.ts';
import { type HandStack, openStack } from '../stack.ts';
import { startServices } from '../start-services.ts';
import { stopServices } from '../stop-services.ts';
import { switchVersion } from '../versions/current-version.ts';
import { installVersion } from '../versions/install-version.ts';

const waitMs = 60_000;

/** `ha deploy`: gives the candidate pair a new version, to be tried before it is promoted. */
export function deployCommand(): Command {
  return new Command('deploy')
    .description('install a checkout as a version and restart the candidate pair with it')
    .option('--from <checkout>', 'the checkout to take; default: the one of this command')
    .action(async (options: { from?: string }, command: Command) => {
      const stack = await openStack(folderOf(command));
      const source = options.from ?? stack.sources;
      const version = await withLock(stack.folder, 'deploy', () => deploy(stack, source));
      say(`the candidate runs ${version}; \`npm run ha -- promote\` makes it live`);
    });
}

async function deploy(stack: HandStack, source: string): Promise<string> {
  const promotion = await readPromotion(stack.folder);
  if (promotion?.isOpen === true) {
    throw new OpsError(`promotion ${promotion.id} is unfinished; \`npm run ha -- promote\` first`);
  }
  const version = await installVersion(stack.folder, source);
  await switchVersion(stack.folder, 'candidate', version);
  const pair = stack.services.filter(({ side }) => side === 'candidate');
  const stopped = await stopServices(stack, pair);
  if (stopped.length > 0) await startServices(stack, pair, waitMs);
  return version;
}
