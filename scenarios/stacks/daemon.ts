import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../harness/core/json.ts';
import type { Workload } from '../../harness/core/plan.ts';
import type { RunView } from '../../harness/core/scenario.ts';
import { clientRole, type Link, type Service, type Stack } from '../../harness/core/stack.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { everyRequestEnds } from '../../harness/invariants/every-request-ends.ts';
import { singleWriter } from '../../harness/invariants/single-writer.ts';
import { takeoverContinues } from '../invariants/takeover-continues.ts';
import { connectDaemon } from './daemon-client.ts';

const roles = ['daemon-active', 'daemon-standby'] as const;

const service = (role: (typeof roles)[number]): Service => ({
  role,
  run: {
    kind: 'module',
    path: fileURLToPath(new URL('../../reference-impl/services/daemon.ts', import.meta.url)),
  },
  listen: [{ env: 'PORT' }],
  env: { SERVICE_NAME: role, ROLE: role.slice('daemon-'.length) },
  ready: { kind: 'http', path: '/ready', status: 200 },
  restart: 'no',
  stop: { signal: 'SIGTERM', graceMs: 25_000 },
});

const link = (to: string, env: string): Link => ({
  from: clientRole,
  to,
  tell: [{ env, format: 'url' }],
  protocol: 'http',
});

/** Unscaled times of the daemons. */
const daemonTimings = {
  CYCLE_INTERVAL_MS: 2_000,
  LEASE_MS: 9_000,
  RENEW_MS: 2_000,
  WATCH_MS: 500,
  LOOP_LIMIT_MS: 30_000,
  FORCED_EXIT_MS: 24_000,
} as const;

/** Active and standby daemon over one shared folder, each asked by readers for the present state. */
export const daemonStack: Stack = {
  name: 'daemon',
  services: roles.map(service),
  links: [link('daemon-active', 'ACTIVE_ENDPOINT'), link('daemon-standby', 'STANDBY_ENDPOINT')],
  volumes: {
    shared: {
      mounts: roles.map((role) => ({ service: role, env: 'SHARED_DIR' })),
      folders: ['effects', 'daemon'],
    },
  },
  timings: daemonTimings,
  effects: {
    volume: 'shared',
    folder: 'effects',
    parse(text) {
      const { key, text: work, executedBy, executionId } = JSON.parse(text) as JsonObject;
      if (typeof key !== 'string' || typeof work !== 'string') return undefined;
      const by = String(executedBy);
      return { key, text: work, by, executionId: String(executionId) };
    },
  },
  promises(timings) {
    const [leaseMs, watchMs] = [timings.LEASE_MS ?? 0, timings.WATCH_MS ?? 0];
    const graceMs = ((timings.FORCED_EXIT_MS ?? 0) * 25) / 24;
    return {
      retry: [],
      requestLimitMs: Object.fromEntries(roles.map((role) => [role, leaseMs])),
      graceMs: Object.fromEntries(roles.map((role) => [role, graceMs])),
      longestWaitMs: leaseMs + 2 * watchMs,
      keepsOrder: false,
    };
  },
  signals(line) {
    const { event, level, time, pid, hostname, service: from, msg, ...value } = line.fields;
    return typeof event === 'string' ? { name: event, value: value as JsonObject } : undefined;
  },
  connect: connectDaemon,
};

/** Readers of both daemons, all the time. */
export const readers: Workload = {
  ratePerSecond: 2,
  durationMs: 40_000,
  mix: { 'read-active': 1, 'read-standby': 1 },
  textBytes: 16,
  conversations: 1,
  operationLimitMs: 10_000,
};

/** What must hold of two daemons whatever happens. */
export const daemonRules: readonly Invariant[] = [
  singleWriter,
  takeoverContinues,
  everyRequestEnds,
];

/** Three cycles of a tenure that followed another one are checkpointed. */
export const goesOn = ({ events }: RunView): boolean => {
  const cycles = events.filter(
    (event) =>
      event.type === 'signal' &&
      event.name === 'checkpointed' &&
      Number(event.value.generation) > 1,
  );
  return cycles.length >= 3;
};
