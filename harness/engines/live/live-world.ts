import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../../core/engine.ts';
import { UsageError } from '../../core/errors.ts';
import type { Ports, TcpPort } from '../../core/ports.ts';
import { clientRole, type Env } from '../../core/stack.ts';
import { shiftTimes } from './event-log.ts';
import { createFilePort } from './file-port.ts';
import { lackingPorts } from './lacking-ports.ts';
import { createProcessPort } from './process-port.ts';
import { runVariable } from './process-table.ts';
import { countFailures } from './run-evidence.ts';
import { endpointEnv, type RunSurroundings } from './service-env.ts';
import type { StartedRun } from './start-run.ts';
import { monotonicMs } from './switchboard/monotonic-ms.ts';

const STOP_MS = 1_000;
// The kernel's last file events reach us within one turn of the event loop; this is several.
const LAST_EVENTS_MS = 20;

/** Refusals are known here as well, so that refused attempts can be told which step it was. */
const attributed = ({ evidence, switchboard }: StartedRun): TcpPort => ({
  toxic: switchboard.tcp.toxic,
  refuse: async (link, step) => {
    const close = evidence.windows.open(step, link);
    const heal = await switchboard.tcp.refuse(link, step);
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
  const { surroundings, evidence, keepers, switchboard } = run;
  const { volumes } = surroundings.job.scenario.stack;
  const rolesOf = (volume: string) => (volumes[volume]?.mounts ?? []).map((one) => one.service);
  return {
    ...lackingPorts,
    tcp: attributed(run),
    http: switchboard.http,
    process: createProcessPort({ keepers, windows: evidence.windows, fail }),
    file: createFilePort({
      volumes: surroundings.volumes,
      asideFolder: join(surroundings.folder, 'hidden'),
      countBroken: (volume) => countFailures(evidence, rolesOf(volume)),
    }),
  };
};

const checkEditsLoaded = ({ surroundings, evidence }: StartedRun): void => {
  const missing = surroundings.job.edits.filter(({ file }) => !evidence.loadedEdits.has(file));
  if (missing.length === 0) return;
  const files = missing.map(({ file }) => file).join(', ');
  throw new UsageError(
    `${files}: no service has loaded it, so nothing was planted; check its path`,
  );
};

type NeverSent = Readonly<Record<string, number>>;

const finishRun = async (run: StartedRun): Promise<NeverSent> => {
  const { evidence, switchboard, keepers, sink, witness, clients } = run;
  await clients.close();
  await switchboard.flush();
  witness.read();
  evidence.over = true;
  const counters = await switchboard.counters();
  await Promise.all([...keepers.values()].map((keeper) => keeper.end(STOP_MS)));
  await sleep(LAST_EVENTS_MS);
  sink.scan();
  sink.close();
  witness.close();
  checkEditsLoaded(run);
  evidence.signalLimit?.check();
  return Object.fromEntries(Object.entries(counters).map(([link, it]) => [link, it.neverSent]));
};

const clientEnvOf = ({ job, ports, run }: RunSurroundings): Env => ({
  ...endpointEnv(job.scenario.stack.links, clientRole, ports),
  [runVariable]: run,
});

/** The world of a started run, as the harness drives it. */
export const createLiveWorld = (run: StartedRun, fail: (error: unknown) => void): World => {
  const { evidence, switchboard, clients } = run;
  const { clock, log, occurrences, operations } = evidence;
  const { backend, version } = switchboard.toxiproxy;
  let finished: Promise<void> | undefined;
  let neverSent: NeverSent = {};
  return {
    toxiproxy: { backend, version },
    ports: portsOf(run, fail),
    clientEnv: clientEnvOf(run.surroundings),
    nowMs: clock.nowMs,
    begin: () => {
      clock.begin();
      log.begun();
    },
    sleep: async (ms, signal) => {
      // A timer drops fractions, and would be early by one.
      if (ms > 0) await sleep(Math.ceil(ms), undefined, signal ? { signal } : {});
    },
    occurs: occurrences.occurs,
    load: async (list, signal) => {
      const startMs = clock.zeroMs ?? monotonicMs();
      const timed = list.map((operation) => ({ operation, startAtMs: startMs + operation.atMs }));
      for (const one of timed) operations.set(one.operation.id, one);
      await clients.load(timed, signal);
    },
    drain: clients.drain,
    events: log.events,
    record: (event) => log.add(shiftTimes(event, clock.toMonotonicMs(0))),
    finish: () => {
      finished ??= finishRun(run).then((counted) => {
        neverSent = counted;
      });
      return finished;
    },
    neverSent: () => neverSent,
  };
};
