import { join } from 'node:path';
import { linkName } from '../../core/stack.ts';
import { addressOf } from './run-ports.ts';
import type { RunStart } from './run-start.ts';
import { headersOf, type RunSurroundings } from './service-env.ts';
import { startSwitchboard } from './switchboard/start-switchboard.ts';
import type { Switchboard } from './switchboard/switchboard.ts';

const connectLinks = async (
  { settings, job }: RunStart,
  { ports }: RunSurroundings,
  switchboard: Switchboard,
): Promise<void> => {
  const { services, links } = job.scenario.stack;
  const add = async (link: (typeof links)[number]) => {
    const name = linkName(link);
    const service = services.find((one) => one.role === link.to);
    const linkPorts = ports.links.get(name);
    if (!service || !linkPorts) throw new Error(`${name}: the stack has no service "${link.to}"`);
    const { port, host } = addressOf(service, ports, settings.allowHosts);
    await switchboard.addLink({
      name,
      protocol: link.protocol,
      ...headersOf(link),
      ports: linkPorts,
      // The switchboard connects to any host; only allowed ones come out of addressOf.
      service: { host: (host === 'localhost' ? '127.0.0.1' : host) as '127.0.0.1', port },
    });
    await switchboard.setOpen(name, false, 'dead');
  };
  await Promise.all(links.filter((link) => !link.untapped).map(add));
};

/** Starts the switchboard with all links of the stack, each closed until its service is ready. */
export const startLinks = async (
  start: RunStart,
  surroundings: RunSurroundings,
  logFolder: string,
): Promise<Switchboard> => {
  const { job, undo } = start;
  const switchboard = await startSwitchboard({
    run: surroundings.run,
    toxiproxy: job.toxiproxy,
    logPath: join(logFolder, 'switchboard.log'),
    env: { NODE_COMPILE_CACHE: surroundings.compileCache },
    toxiproxyPort: surroundings.ports.toxiproxy,
  });
  undo.defer(() => switchboard.close());
  switchboard.onFailure(start.fail);
  await connectLinks(start, surroundings, switchboard);
  return switchboard;
};
