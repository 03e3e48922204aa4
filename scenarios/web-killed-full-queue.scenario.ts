import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { acceptedIsDurable } from '../harness/invariants/accepted-is-durable.ts';
import { referenceStack } from './stacks/reference.ts';
import { longWorkload, messageRules, watchdogRules } from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'web-killed-full-queue',
  about: 'Both cores are unreachable, the queue fills, and web is killed with kill -9.',
  stack: referenceStack,
  workload: longWorkload,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'refuse',
        target: 'web>core',
        params: {},
        when: { atMs: 4_000 },
        heal: { afterMs: 20_000 },
      },
      {
        kind: 'refuse',
        target: 'web>core-candidate',
        params: {},
        when: { atMs: 4_000 },
        heal: { afterMs: 20_000 },
      },
      {
        kind: 'kill',
        target: 'web',
        params: {},
        when: { atMs: rng.integer(14_000, 18_000) },
        heal: { afterMs: 3_000 },
      },
    ]),
  invariants: [...messageRules, ...watchdogRules, acceptedIsDurable],
  mustCheck: ['accepted-is-durable', 'no-lost-messages'],
  exercises: ['G11', 'G12'],
  live: 'chaos',
});
