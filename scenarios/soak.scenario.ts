import type { FaultStep } from '../harness/core/fault.ts';
import type { Rng } from '../harness/core/rng.ts';
import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { acceptedIsDurable } from '../harness/invariants/accepted-is-durable.ts';
import { availableFor } from '../harness/invariants/available.ts';
import { gracePeriod } from '../harness/invariants/grace-period.ts';
import { noRetryStorm } from '../harness/invariants/no-retry-storm.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  messageRules,
  tooManyInstants,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

const hourMs = 3_600_000;
const pathOfWork = { path: '/process_packet' };

type Trouble = Pick<FaultStep, 'kind' | 'target' | 'params'>;

const process = (rng: Rng): Trouble => {
  const target = rng.pick(['web', 'core', 'core-candidate', 'mcp', 'orchestrator', 'prime']);
  const [kind, params] = rng.pick([
    ['kill', {}],
    ['terminate', {}],
    ['pause', {}],
    ['crashLoop', { aliveMs: rng.integer(500, 6_000), downMs: rng.integer(100, 3_000) }],
    ['slowStart', { slowMs: rng.integer(500, 9_000) }],
    ['blockEventLoop', { blockMs: rng.integer(100, 8_000) }],
    ['powerLoss', { downMs: rng.integer(500, 9_000) }],
    ['uncaughtException', {}],
  ] as const);
  return { kind, target, params };
};

const link = (rng: Rng): Trouble => {
  const target = rng.pick(['web>core', 'web>core-candidate', 'core>prime', 'orchestrator>core']);
  const [kind, params] = rng.pick([
    ['latency', { latencyMs: rng.integer(50, 12_000) }],
    ['refuse', {}],
    ['resetPeer', {}],
    ['blackhole', { onHeal: 'deliver' }],
    ['connectHang', {}],
    ['halfOpen', {}],
  ] as const);
  return { kind, target, params };
};

const answer = (rng: Rng): Trouble => ({
  kind: 'status',
  target: rng.pick(['web>core', 'web>core-candidate']),
  params: {
    status: rng.pick([500, 502, 503, 429]),
    when: rng.pick(['instead', 'afterExecution']),
    select: { ...pathOfWork, every: rng.integer(1, 4) },
  },
});

const disk = (rng: Rng): Trouble => {
  const target = rng.pick(['web-data', 'shared', 'orchestrator-data']);
  const [kind, params] = rng.pick([
    ['diskFull', {}],
    ['shortWrite', { bytes: rng.integer(1, 300) }],
    ['slowDisk', { delayMs: rng.integer(1, 400) }],
    ['stuckFsync', {}],
  ] as const);
  return { kind, target, params };
};

const clock = (rng: Rng): Trouble => {
  const target = rng.pick(['web', 'core', 'orchestrator']);
  const [kind, params] = rng.pick([
    ['jump', { byMs: rng.pick([-1, 1]) * rng.integer(1_000, 3_600_000) }],
    ['freeze', {}],
  ] as const);
  return { kind, target, params };
};

const families = [process, process, link, link, answer, disk, clock] as const;

const comeAndGo = (rng: Rng): Omit<FaultStep, 'id'> => ({
  ...rng.pick(families)(rng),
  when: { atMs: rng.integer(10_000, hourMs - 200_000) },
  heal: { afterMs: rng.integer(1_000, rng.pick([10_000, 40_000, 120_000])) },
  // Some come when nobody is there to be disturbed.
  mayBeIdle: true,
});

export default defineScenario({
  name: 'soak',
  about:
    'An hour of light load, with two to three dozen faults of every family that come, overlap and go as the seed says: nothing is lost, done twice or stuck.',
  stack: referenceStack,
  workload: { ...usualWorkload, ratePerSecond: 0.1, durationMs: hourMs },
  faults: (rng) => defineSteps(Array.from({ length: rng.integer(24, 36) }, () => comeAndGo(rng))),
  invariants: [
    ...[...messageRules, ...watchdogRules],
    ...[acceptedIsDurable, gracePeriod, noRetryStorm],
    availableFor({ share: 0.6, during: 'load', kinds: ['queue'] }),
  ],
  mustCheck: ['no-lost-messages', 'no-duplicate-effects', 'accepted-is-durable', 'no-flapping'],
  exercises: ['G1', 'G4', 'G11', 'G12', 'G13', 'G14', 'G15'],
  live: { never: tooManyInstants },
  simulated: { suite: 'nightly' },
  settled: backToActive,
});
