import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  lightWorkload,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'core-connections-reset',
  about:
    'Connections to the live core are reset before the request is delivered, then after it was executed: both rows of the retry table.',
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'resetPeer',
        target: 'web>core',
        params: { stream: 'upstream' },
        when: { atMs: rng.integer(5_000, 7_000) },
        heal: { afterMs: 10_000 },
      },
      {
        kind: 'resetPeer',
        target: 'web>core',
        params: { stream: 'downstream' },
        when: { atMs: rng.integer(22_000, 24_000) },
        heal: { afterMs: 10_000 },
      },
    ]),
  simulated: { workload: lightWorkload },
  invariants: [...messageRules, ...watchdogRules],
  mustCheck: ['retry-bounded', 'no-duplicate-effects'],
  exercises: ['G1', 'G2', 'G4'],
  live: 'chaos',
});
