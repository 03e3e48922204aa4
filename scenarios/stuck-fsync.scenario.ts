import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { acceptedIsDurable } from '../harness/invariants/accepted-is-durable.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  messageRules,
  onlySimulatedDisks,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'stuck-fsync',
  about:
    "The disk of web's queue, or the one on which the live core publishes effects, takes data and never says that it is safe; later web is killed: what was acknowledged is there.",
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) => {
    const atMs = rng.integer(2_000, 10_000);
    const disk = rng.pick([
      { target: 'web-data', params: {} },
      { target: 'shared', params: { role: 'core', path: 'effects' } },
      { target: 'shared', params: { role: 'mcp' } },
    ]);
    return defineSteps([
      {
        kind: 'stuckFsync',
        ...disk,
        when: { atMs },
        heal: { afterMs: rng.integer(3_000, 45_000) },
      },
      {
        kind: 'kill',
        target: 'web',
        params: {},
        when: { atMs: atMs + rng.integer(500, 20_000) },
        heal: { afterMs: rng.integer(500, 4_000) },
      },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules, acceptedIsDurable],
  mustCheck: ['accepted-is-durable', 'no-lost-messages', 'every-request-ends'],
  exercises: ['G11', 'G12'],
  live: { never: onlySimulatedDisks },
  settled: backToActive,
});
