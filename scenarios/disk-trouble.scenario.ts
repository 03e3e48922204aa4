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

const disks = [
  { target: 'web-data' },
  { target: 'web-data' },
  { target: 'shared', role: 'core' },
  { target: 'shared', role: 'mcp' },
  { target: 'orchestrator-data' },
] as const;

const callsOf = [['write'], ['fsync'], ['write', 'fsync', 'open', 'link', 'read']] as const;

const trouble = (rng: Rng, fromMs: number): Omit<FaultStep, 'id'> => {
  const { target, ...where } = rng.pick(disks);
  const [kind, params] = rng.pick([
    ['diskFull', { at: rng.pick(['write', 'fsync', 'close']) }],
    ['ioError', { operations: rng.pick(callsOf) }],
    ['shortWrite', { bytes: rng.integer(1, 200) }],
    ['fsyncFailsOnce', {}],
  ] as const);
  // Once in a while, one call only.
  const which = rng.next() < 0.3 ? { nth: rng.integer(1, 8) } : {};
  return {
    kind,
    target,
    params: { ...where, ...params, ...which },
    when: { atMs: fromMs + rng.integer(0, 8_000) },
    heal: { afterMs: rng.integer(1_000, 12_000) },
    // A disk that nobody uses meanwhile.
    mayBeIdle: true,
  };
};

export default defineScenario({
  name: 'disk-trouble',
  about:
    'Disks are full, fail or write half, one call or all for a while, and one process is killed on top: nothing that was acknowledged is lost, and what was refused never happened.',
  stack: referenceStack,
  workload: { ...usualWorkload, mix: { queue: 6, sync: 1, handoff: 2 } },
  faults: (rng) =>
    defineSteps([
      trouble(rng, 2_000),
      trouble(rng, 12_000),
      {
        kind: 'kill',
        target: rng.pick(['web', 'orchestrator', 'core']),
        params: {},
        when: { atMs: rng.integer(4_000, 26_000) },
        heal: { afterMs: rng.integer(500, 4_000) },
        mayBeIdle: true,
      },
    ]),
  invariants: [...messageRules, ...watchdogRules, acceptedIsDurable, handoffsReconciled],
  mustCheck: ['accepted-is-durable', 'no-lost-messages', 'handoffs-reconciled'],
  exercises: ['G11', 'G12', 'G15', 'G24'],
  live: { never: onlySimulatedDisks },
  settled: backToActive,
});
