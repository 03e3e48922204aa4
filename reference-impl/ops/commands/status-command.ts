import { Command } from 'commander';
import { folderOf, say, sayJson } from '../command-options.ts';
import { describeAge } from '../describe-age.ts';
import { exitCodes } from '../ops-error.ts';
import { renderTable } from '../render-table.ts';
import { openStack } from '../stack.ts';
import { type StackStatus, statusOf } from '../stack-status.ts';

/** `ha status`: a table of the services, and what the watchdog says. */
export function statusCommand(): Command {
  return new Command('status')
    .description(
      'how every service stands, the HA state, maintenance; 0: all can work, 3: none runs',
    )
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }, command: Command) => {
      const status = await statusOf(await openStack(folderOf(command)));
      if (options.json) sayJson(status);
      else say(renderStatus(status));
      process.exitCode = exitCodeOf(status);
    });
}

function exitCodeOf({ services }: StackStatus): number {
  if (services.every(({ state }) => state === 'ready')) return exitCodes.fine;
  return services.every(({ pid }) => pid === null) ? exitCodes.notRunning : exitCodes.failed;
}

function renderStatus({ services, ha, maintenance }: StackStatus): string {
  const rows = services.map((service) => [
    service.role,
    service.state,
    service.pid === null ? '-' : String(service.pid),
    String(service.port),
    service.upMs === null ? '-' : describeAge(service.upMs),
    service.version || (service.pid === null ? '-' : 'checkout'),
    service.reason,
  ]);
  const since = (atMs: number) => `for ${describeAge(Date.now() - atMs)}`;
  return [
    renderTable(['SERVICE', 'STATE', 'PID', 'PORT', 'UP', 'VERSION', ''], rows),
    '',
    `HA state: ${ha ? `${ha.state} ${since(ha.sinceMs)}` : 'unknown, the orchestrator says nothing'}`,
    `maintenance: ${maintenance.on ? `on ${since(maintenance.sinceMs)}, by ${maintenance.by}` : 'off'}`,
  ].join('\n');
}
