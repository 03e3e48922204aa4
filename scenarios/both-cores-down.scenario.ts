import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { primaryErrorSurfaced } from '../harness/invariants/primary-error-surfaced.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'both-cores-down',
  about:
    "The live core is dead and the standby answers 502: the caller sees the primary's error, messages wait and are delivered after the heal.",
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) => {
    const atMs = rng.integer(6_000, 8_000);
    return defineSteps([
      {
        kind: 'status',
        target: 'web>core-candidate',
        // Not 503, which a core that is starting answers by itself: the two must be told apart.
        params: { status: 502, when: 'instead', select: { path: '/process_packet' } },
        when: { atMs: atMs - 1_000 },
        heal: { afterMs: 18_000 },
      },
      { kind: 'kill', target: 'core', params: {}, when: { atMs }, heal: { afterMs: 15_000 } },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules, primaryErrorSurfaced],
  mustCheck: ['primary-error-surfaced', 'single-fallback-attempt'],
  exercises: ['G4', 'G5', 'G14', 'H1'],
  live: 'chaos',
  settled: backToActive,
});
