import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { recovers } from '../harness/invariants/recovers.ts';
import { referenceStack } from './stacks/reference.ts';
import { longWorkload, messageRules, watchdogRules } from './stacks/reference-rules.ts';

const answers503 = (atMs: number) =>
  defineSteps([
    {
      kind: 'status',
      target: 'web>core',
      params: { status: 503, when: 'instead', select: { path: '/process_packet' } },
      when: { atMs },
      heal: { afterMs: 10_000 },
    },
  ]);

export default defineScenario({
  name: 'core-answers-503',
  about: 'The live core answers 503: retried with backoff, then exactly one call to the standby.',
  stack: referenceStack,
  workload: longWorkload,
  faults: (rng) => answers503(rng.integer(6_000, 8_000)),
  // A hundred operations on each side, for the rule about recovery.
  simulated: {
    workload: { ...longWorkload, durationMs: 120_000 },
    faults: (rng) => answers503(rng.integer(40_000, 44_000)),
  },
  invariants: [...messageRules, ...watchdogRules, recovers],
  mustCheck: ['retry-bounded', 'single-fallback-attempt', 'recovers'],
  exercises: ['G1', 'G2', 'G4', 'G7', 'G8', 'H4'],
  live: 'chaos',
});
