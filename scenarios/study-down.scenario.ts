import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { referenceFullStack } from './stacks/reference-full.ts';
import { messageRules, usualWorkload, watchdogRules } from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'study-down',
  about:
    'The study hangs, then dies and comes back: no message waits for it, and its vectors arrive later.',
  stack: referenceFullStack,
  workload: usualWorkload,
  faults: (rng) => {
    const atMs = rng.integer(4_000, 6_000);
    return defineSteps([
      { kind: 'pause', target: 'study', params: {}, when: { atMs }, heal: { afterMs: 12_000 } },
      {
        kind: 'kill',
        target: 'study',
        params: {},
        when: { atMs: atMs + 16_000 },
        heal: { afterMs: 10_000 },
      },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules],
  mustCheck: ['no-lost-messages'],
  exercises: ['H3'],
  live: 'nightly',
});
