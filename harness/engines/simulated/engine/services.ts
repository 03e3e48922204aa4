import type { RunJob } from '../../../core/engine.ts';
import type { Service } from '../../../core/stack.ts';
import type { RunEvidence } from '../../live/run-evidence.ts';
import type { RunPorts } from '../../live/run-ports.ts';
import { ServiceKeeper } from '../../live/service-keeper.ts';
import { startInOrder, startOrder } from '../../live/start-order.ts';
import type { Host } from '../host/host.ts';
import type { SimulatedWorld } from '../world.ts';
import { hearSignals } from './run-evidence.ts';
import type { ServiceSurroundings } from './service-env.ts';
import { serviceEnv } from './service-env.ts';
import { createHostLives, type HostLives } from './service-life.ts';

/** What services of a run are kept with. */
export interface ServicesOptions extends ServiceSurroundings {
  readonly world: SimulatedWorld;
  readonly driver: Host;
  readonly evidence: RunEvidence;
  readonly readyLimitMs: number;
}

/** The services of a run and who hears their lives. */
export interface Services {
  readonly keepers: ReadonlyMap<string, ServiceKeeper>;
  readonly lives: ReadonlyMap<string, HostLives>;
}

const portOf = (ports: RunPorts, { role }: Service): number => ports.services.get(role)?.[0] ?? 0;

const keeperOf = (options: ServicesOptions, service: Service, lives: HostLives): ServiceKeeper => {
  const { world, evidence, job, ports } = options;
  const { role } = service;
  return new ServiceKeeper({
    service,
    machine: {
      startLife: ({ env, onLine }) => lives.start(env, onLine),
      // A closed port refuses by itself here: nobody has to look.
      isListening: () => undefined,
    },
    argv: [],
    cwd: '/',
    env: serviceEnv(options, role),
    host: '127.0.0.1',
    port: portOf(ports, service),
    readyLimitMs: options.readyLimitMs,
    logPath: () => '',
    gate: async () => {},
    state: () => {},
    record: evidence.log.add,
    onLine: hearSignals(world, evidence, { stack: job.scenario.stack, role }),
    onPid: () => {},
    onUnplannedExit: () => {},
  });
};

/** Makes a keeper for each service; none is started yet. */
export const createServices = (options: ServicesOptions): Services => {
  const { world, driver, job, ports } = options;
  const keepers = new Map<string, ServiceKeeper>();
  const lives = new Map<string, HostLives>();
  for (const service of job.scenario.stack.services) {
    const host = world.host(service.role);
    const own = createHostLives(host, () => driver);
    for (const port of ports.services.get(service.role) ?? []) {
      world.network.forwards.set(port, { host, port });
    }
    lives.set(service.role, own);
    keepers.set(service.role, keeperOf(options, service, own));
  }
  return { keepers, lives };
};

/** Starts all services, callees first; called in the life that drives the run. */
export const startServices = (job: RunJob, { keepers }: Services): Promise<void> =>
  startInOrder(startOrder([...keepers.keys()], job.scenario.stack.links), {
    start: async (role) => keepers.get(role)?.bringUp(),
    failed: () => {
      for (const keeper of keepers.values()) void keeper.end(0);
    },
  });
