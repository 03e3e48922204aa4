import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { referenceStack } from './stacks/reference.ts';
import { messageRules, usualWorkload, watchdogRules } from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'web-loses-core-mid-work',
  about:
    'Inference is slow, and web loses its connections to the live core in the middle of the work: the standby gets the same messages while live goes on with them. Each has one effect.',
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) => {
    const atMs = rng.integer(8_000, 10_000);
    return defineSteps([
      {
        kind: 'latency',
        target: 'core>prime',
        params: { latencyMs: 9_000 },
        when: { atMs: atMs - 4_000 },
        heal: { afterMs: 20_000 },
      },
      {
        kind: 'refuse',
        target: 'web>core',
        params: {},
        when: { atMs },
        heal: { afterMs: 10_000 },
      },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules],
  mustCheck: ['no-duplicate-effects', 'single-fallback-attempt'],
  exercises: ['G1', 'G4', 'G8'],
  live: 'chaos',
});
