import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { referenceStack } from './stacks/reference.ts';
import { messageRules, usualWorkload, watchdogRules } from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'core-too-slow',
  about: "The live core answers later than web's time limit: no failover, the message waits.",
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'slowHeaders',
        target: 'web>core',
        params: { delayMs: 36_000, select: { path: '/process_packet', every: 3 } },
        when: { atMs: rng.integer(5_000, 7_000) },
        // Longer than the limit: the heal lets go of what is held.
        heal: { afterMs: 60_000 },
      },
    ]),
  invariants: [...messageRules, ...watchdogRules],
  mustCheck: ['no-timeout-failover'],
  exercises: ['G1', 'G3'],
  live: 'chaos',
});
