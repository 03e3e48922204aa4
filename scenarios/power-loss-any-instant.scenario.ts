import type { FaultStep } from '../harness/core/fault.ts';
import type { Rng } from '../harness/core/rng.ts';
import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { acceptedIsDurable } from '../harness/invariants/accepted-is-durable.ts';
import { handoffsReconciled } from './invariants/handoffs-reconciled.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  messageRules,
  onlySimulatedDisks,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

/** The roles, and what they ask of their disks. */
const roles = [
  ['web', ['write', 'fsync']],
  ['web', ['write', 'fsync']],
  ['core', ['write', 'fsync', 'link', 'open', 'close', 'unlink']],
  ['mcp', ['write', 'fsync', 'link', 'open', 'close', 'unlink']],
  ['orchestrator', ['write', 'fsync']],
] as const;

/** Just before one of its next file calls: between a write and its sync, or a rename and its folder's. */
const drawCall = (rng: Rng, operations: readonly string[]) => {
  if (rng.next() < 0.2) return {};
  const nth = rng.integer(1, rng.pick([2, 8, 30]));
  return { call: rng.next() < 0.5 ? { nth } : { nth, operation: rng.pick(operations) } };
};

const losePower = (rng: Rng, fromMs: number): Omit<FaultStep, 'id'> => {
  const [target, operations] = rng.pick(roles);
  return {
    kind: 'powerLoss',
    target,
    params: { downMs: rng.integer(1, 90) * 100, ...drawCall(rng, operations) },
    when: { atMs: fromMs + rng.integer(0, 14_000) },
    heal: { afterMs: 12_000 },
    // The call that it waits for may never come.
    mayBeIdle: true,
  };
};

/** Both cores are out of reach for a while, so that messages wait when the power goes. */
const pileUp = (rng: Rng): readonly Omit<FaultStep, 'id'>[] => {
  const when = { atMs: rng.integer(500, 16_000) };
  return ['web>core', 'web>core-candidate'].map((target) => ({
    kind: 'refuse',
    target,
    params: {},
    when,
    heal: { afterMs: 12_000 },
    mayBeIdle: true,
  }));
};

export default defineScenario({
  name: 'power-loss-any-instant',
  about:
    'Web, the live core, the tool server or the orchestrator loses power at any instant, also between a write and its fsync: nothing that was accepted is lost, ever.',
  stack: referenceStack,
  workload: { ...usualWorkload, mix: { queue: 6, sync: 1, handoff: 2 } },
  faults: (rng) =>
    defineSteps([
      ...(rng.next() < 0.5 ? pileUp(rng) : []),
      losePower(rng, 1_000),
      losePower(rng, 16_000),
    ]),
  invariants: [...messageRules, ...watchdogRules, acceptedIsDurable, handoffsReconciled],
  mustCheck: [
    'accepted-is-durable',
    'no-lost-messages',
    'no-duplicate-effects',
    'handoffs-reconciled',
  ],
  exercises: ['G11', 'G12', 'G15', 'G24'],
  live: { never: onlySimulatedDisks },
  settled: backToActive,
});
