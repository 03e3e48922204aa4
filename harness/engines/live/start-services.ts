import { setTimeout as sleep } from 'node:timers/promises';
import { CannotTellError } from '../../core/errors.ts';
import { type Link, linkName, type Service } from '../../core/stack.ts';
import { launchCommand } from './launch-command.ts';
import { probeReady } from './probe-ready.ts';
import { noteUnplannedExit, type RunEvidence, signalLines } from './run-evidence.ts';
import { addressOf } from './run-ports.ts';
import { type RunSurroundings, serviceEnv } from './service-env.ts';
import { ServiceKeeper } from './service-keeper.ts';
import { startInOrder, startOrder } from './start-order.ts';
import { monotonicMs } from './switchboard/monotonic-ms.ts';
import type { Switchboard } from './switchboard/switchboard.ts';

/** What starting the services of a run takes. */
export interface ServiceStart {
  readonly surroundings: RunSurroundings;
  readonly evidence: RunEvidence;
  readonly switchboard: Switchboard;
  readonly allowHosts: readonly string[];
  readonly logFolder: string;
  readonly readyLimitMs: number;
  readonly onPid: (pid: number) => void;
  readonly fail: (error: unknown) => void;
}

const gateOf = ({ surroundings, switchboard, fail }: ServiceStart, role: string) => {
  const { links: all } = surroundings.job.scenario.stack;
  const links = all.filter((link) => link.to === role && !link.untapped);
  return async (open: boolean): Promise<void> => {
    const set = (link: Link) =>
      switchboard.setOpen(linkName(link), open, open ? 'alive' : 'dead').catch(fail);
    await Promise.all(links.map(set));
  };
};

const keeperOf = (start: ServiceStart, service: Service): ServiceKeeper | undefined => {
  const { surroundings, evidence, switchboard } = start;
  const { projectRoot: cwd, job, ports } = surroundings;
  const argv = launchCommand(service, cwd);
  if (!argv) return undefined;
  const { role } = service;
  return new ServiceKeeper({
    service,
    argv,
    cwd,
    env: serviceEnv(surroundings, role),
    host: '127.0.0.1',
    port: ports.services.get(role)?.[0] ?? 0,
    readyLimitMs: start.readyLimitMs,
    logPath: (life) => `${start.logFolder}/${role}.${life}.log`,
    gate: gateOf(start, role),
    state: (state, life) => switchboard.processState(role, state, life),
    record: evidence.log.add,
    onLine: signalLines(evidence, job.scenario.stack, role),
    onPid: start.onPid,
    onUnplannedExit: (atMs) => noteUnplannedExit(evidence, role, atMs),
  });
};

/** The keepers of all services that this engine starts, none started yet. */
export const createKeepers = (start: ServiceStart): ReadonlyMap<string, ServiceKeeper> => {
  const { services } = start.surroundings.job.scenario.stack;
  const keepers = services.map((service) => keeperOf(start, service));
  return new Map(keepers.filter((one) => one !== undefined).map((one) => [one.role, one]));
};

const LOOK_EVERY_MS = 100;

const awaitExternal = async (start: ServiceStart, service: Service): Promise<void> => {
  const { surroundings, allowHosts, readyLimitMs } = start;
  const address = addressOf(service, surroundings.ports, allowHosts);
  const env = serviceEnv(surroundings, service.role);
  const target = { ...address, env, cwd: surroundings.projectRoot, logged: true };
  const untilMs = monotonicMs() + readyLimitMs;
  for (;;) {
    const answer = await probeReady(service.ready, target);
    surroundings.job.signal.throwIfAborted();
    if (answer.ready) break;
    if (monotonicMs() > untilMs) {
      throw new CannotTellError(
        `${service.role}: not ready within ${readyLimitMs} ms: ${answer.why}. ` +
          'It is not started by holdfast: start it first',
      );
    }
    await sleep(LOOK_EVERY_MS);
  }
  start.switchboard.processState(service.role, 'running', 0);
  await gateOf(start, service.role)(true);
};

/** Starts all services, callees first, and opens the links to each as it gets ready. */
export const startServices = async (
  start: ServiceStart,
  keepers: ReadonlyMap<string, ServiceKeeper>,
): Promise<void> => {
  const { services, links } = start.surroundings.job.scenario.stack;
  const byRole = new Map(services.map((service) => [service.role, service]));
  await startInOrder(startOrder([...byRole.keys()], links), {
    start: async (role) => {
      const service = byRole.get(role);
      const keeper = keepers.get(role);
      if (keeper) await keeper.bringUp();
      else if (service) await awaitExternal(start, service);
    },
    failed: () => {
      for (const keeper of keepers.values()) void keeper.end(0);
    },
  });
};
