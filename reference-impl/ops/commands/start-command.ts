import { Command, InvalidArgumentError } from 'commander';
import { withLock } from '../command-lock.ts';
import { folderOf, say } from '../command-options.ts';
import { OpsError } from '../ops-error.ts';
import { renderTable } from '../render-table.ts';
import type { RunFolder } from '../run-folder.ts';
import { type HandStack, pickServices, stackOf } from '../stack.ts';
import { readChoices, type StackChoices, writeChoices } from '../stack-file.ts';
import { startServices } from '../start-services.ts';
import { installMissing } from '../versions/install-missing.ts';

interface StartOptions {
  readonly portBase?: number;
  readonly set: Readonly<Record<string, string>>;
  readonly waitMs: number;
}

/** `ha start`: the whole stack, or some services of it, as processes that outlive the command. */
export function startCommand(): Command {
  return new Command('start')
    .description('start the stack, or only the named services, and wait until they can work')
    .argument('[service...]', 'services to start; all when none is named')
    .option('--port-base <port>', 'first of consecutive ports, instead of the default ones', port)
    .option(
      '--set <KEY=VALUE>',
      'a variable for every service, kept for later; may be repeated',
      setting,
      {},
    )
    .option('--wait-ms <ms>', 'how long a service may take until it can work', whole, 60_000)
    .action(async (roles: readonly string[], options: StartOptions, command: Command) => {
      const folder = folderOf(command);
      await withLock(folder, 'start', () => start(folder, roles, options));
    });
}

async function start(folder: RunFolder, roles: readonly string[], options: StartOptions) {
  const stack = stackOf(folder, await choose(folder, options));
  const wanted = pickServices(stack, roles);
  await installMissing(stack);
  const started = await startServices(stack, wanted, options.waitMs);
  const already = started.filter(({ isNew }) => !isNew);
  if (already.length === started.length) {
    const names = already.map(({ role, process }) => `${role} (pid ${process.pid})`).join(', ');
    throw new OpsError(`already running: ${names}; \`npm run ha -- stop\` ends them`);
  }
  const rows = started.map(({ role, process, isNew }) => [
    role,
    String(process.pid),
    stack.urlOf(role),
    process.version || 'checkout',
    isNew ? 'started' : 'ran already',
  ]);
  say(renderTable(['SERVICE', 'PID', 'ADDRESS', 'VERSION', ''], rows));
  say(summary(stack));
}

function summary({ folder, urlOf }: HandStack): string {
  return `\nfolder ${folder.root}: logs in logs/, state in state/, shared volume in shared/\ntry: curl -s ${urlOf('web')}/chat -H 'content-type: application/json' -d '{"text":"ping"}'`;
}

/** What was chosen at the first start stays, unless it is chosen anew. */
async function choose(folder: RunFolder, options: StartOptions): Promise<StackChoices> {
  const before = await readChoices(folder);
  const portBase = options.portBase ?? before?.portBase ?? null;
  const choices = { portBase, settings: { ...before?.settings, ...options.set } };
  await writeChoices(folder, choices);
  return choices;
}

function setting(text: string, before: Readonly<Record<string, string>>) {
  const match = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(text);
  if (match?.[1] === undefined) throw new InvalidArgumentError('it is KEY=VALUE.');
  return { ...before, [match[1]]: match[2] ?? '' };
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('it is a whole number.');
  return Number(text);
}

function port(text: string): number {
  const base = whole(text);
  if (base < 1024 || base > 65_000) throw new InvalidArgumentError('it is 1024 to 65000.');
  return base;
}
