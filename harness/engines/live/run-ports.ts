import { UsageError } from '../../core/errors.ts';
import { type LinkName, linkName, type Service, type Stack } from '../../core/stack.ts';
import { allowedTarget } from './allowed-host.ts';

/** The three ports of one link, from its caller to its service. */
export interface LinkPorts {
  readonly tapA: number;
  readonly proxy: number;
  readonly tapB: number;
}

/** Who listens where in one run. */
export interface RunPorts {
  readonly toxiproxy: number;
  readonly links: ReadonlyMap<LinkName, LinkPorts>;
  /** By role: one port for each place where it listens. */
  readonly services: ReadonlyMap<string, readonly number[]>;
}

const toxiproxyPorts = 1;
const portsPerLink = 3;

/** How many ports of a claimed block a stack needs. */
export const countPorts = (stack: Stack): number =>
  toxiproxyPorts +
  stack.links.length * portsPerLink +
  stack.services.reduce((sum, { listen }) => sum + listen.filter((one) => 'env' in one).length, 0);

/** Deals claimed ports out to the links and services of a stack. */
export const dealPorts = (stack: Stack, ports: readonly number[]): RunPorts => {
  const left = [...ports];
  const next = (): number => {
    const port = left.shift();
    if (port === undefined) throw new Error(`dealPorts: ${countPorts(stack)} ports are needed`);
    return port;
  };
  const portOf = (listen: Service['listen'][number]) => ('env' in listen ? next() : listen.port);
  return {
    toxiproxy: next(),
    links: new Map(
      stack.links.map((link) => [linkName(link), { tapA: next(), proxy: next(), tapB: next() }]),
    ),
    services: new Map(stack.services.map((service) => [service.role, service.listen.map(portOf)])),
  };
};

/** Where a service is reached behind its links. */
export const addressOf = (
  service: Service,
  ports: RunPorts,
  allowHosts: readonly string[],
): { readonly host: string; readonly port: number } => {
  if (service.run.kind === 'external') {
    return allowedTarget(service.role, service.run.url, allowHosts);
  }
  const port = ports.services.get(service.role)?.[0];
  if (port === undefined) {
    throw new UsageError(`${service.role}: links lead to it, so "listen" should name a port`);
  }
  return { host: '127.0.0.1', port };
};
