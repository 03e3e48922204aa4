import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../../../core/engine.ts';
import type { Ports, TcpPort } from '../../../core/ports.ts';
import { shiftTimes } from '../../live/event-log.ts';
import { createProcessPort } from '../../live/process-port.ts';
import { countFailures } from '../../live/run-evidence.ts';
import type { StartedRun } from './build-run.ts';
import { createClockPort } from './clock-port.ts';
import { createDiskPort } from './disk-port.ts';
import { createDnsPort } from './dns-port.ts';
import { createFilePort } from './file-port.ts';
import { createInsidePort } from './inside-port.ts';
import { createNetworkPort } from './network-port.ts';
import { createPowerPort } from './power-port.ts';
import { worldClockMs } from './run-clock.ts';

const STOP_MS = 1_000;

/** Refusals are known here as well, so that refused attempts can be told which step it was. */
const attributed = ({ evidence, links }: StartedRun): TcpPort => ({
  toxic: links.tcp.toxic,
  refuse: async (link, step) => {
    const close = evidence.windows.open(step, link);
    const heal = await links.tcp.refuse(link, step);
    return async () => {
      try {
        return await heal();
      } finally {
        close();
      }
    };
  },
});

const portsOf = (run: StartedRun, fail: (error: unknown) => void): Ports => {
  const { job, evidence, services, links, volumes } = run;
  const room = { run, fail };
  const declared = job.scenario.stack.volumes;
  const rolesOf = (volume: string) => (declared[volume]?.mounts ?? []).map((one) => one.service);
  return {
    tcp: attributed(run),
    http: links.http,
    process: createProcessPort({ keepers: services.keepers, windows: evidence.windows, fail }),
    file: createFilePort({
      volumes,
      countBroken: (volume) => countFailures(evidence, rolesOf(volume)),
    }),
    inside: createInsidePort(room),
    disk: createDiskPort(room),
    power: createPowerPort(room),
    clock: createClockPort(room),
    network: createNetworkPort(room),
    dns: createDnsPort(room),
  };
};

const finishRun = async ({ evidence, links, services, closeSink, edits, client }: StartedRun) => {
  await links.flush();
  const neverSent = links.neverSent();
  evidence.over = true;
  client.kill();
  await Promise.all([...services.keepers.values()].map((keeper) => keeper.end(STOP_MS)));
  closeSink();
  edits.check();
  return neverSent;
};

/** What settles in another life's event goes on in one of the driver's. */
const backInDriver = <Result>({ world, driver }: StartedRun, waited: Promise<Result>) =>
  new Promise<Result>((resolve, reject) => {
    const { life } = driver;
    if (life === undefined) throw new Error('the driver has no life');
    waited.then(
      (value) => void world.kernel.after(0, life, () => resolve(value)),
      (error: unknown) => void world.kernel.after(0, life, () => reject(error)),
    );
  });

/** The world of a started run, as the harness drives it from the driver's life. */
export const createRunWorld = (run: StartedRun, fail: (error: unknown) => void): World => {
  const { evidence, clients, world } = run;
  const { clock, log, occurrences, operations } = evidence;
  let finished: Promise<void> | undefined;
  let neverSent: Readonly<Record<string, number>> = {};
  return {
    toxiproxy: null,
    ports: portsOf(run, fail),
    nowMs: clock.nowMs,
    begin: () => {
      clock.begin();
      log.begun();
    },
    sleep: async (ms, signal) => {
      // A timer drops fractions, and would be early by one.
      if (ms > 0) await sleep(Math.ceil(ms), undefined, signal ? { signal } : {});
    },
    occurs: (when, signal) => backInDriver(run, occurrences.occurs(when, signal)),
    load: async (list, signal) => {
      const startMs = clock.zeroMs ?? worldClockMs(world);
      const timed = list.map((operation) => ({ operation, startAtMs: startMs + operation.atMs }));
      for (const one of timed) operations.set(one.operation.id, one);
      await clients.load(timed, signal);
    },
    drain: clients.drain,
    events: log.events,
    record: (event) => log.add(shiftTimes(event, clock.toMonotonicMs(0))),
    neverSent: () => neverSent,
    finish: () => {
      finished ??= finishRun(run).then((counted) => {
        neverSent = counted;
      });
      return finished;
    },
  };
};
