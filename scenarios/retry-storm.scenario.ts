import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { availableFor } from '../harness/invariants/available.ts';
import { degradedService } from '../harness/invariants/degraded-service.ts';
import { noRetryStorm } from '../harness/invariants/no-retry-storm.ts';
import { recovers } from '../harness/invariants/recovers.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  messageRules,
  tooManyInstants,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

/** Messages are taken in at once, all the time. */
const taken = availableFor({ share: 0.98, during: 'load', withinMs: 1_000 });

export default defineScenario({
  name: 'retry-storm',
  about:
    'Both cores are dead, answer 503 or are cut off for minutes while messages pile up; then all is healed at once: the backlog is delivered without a storm of attempts.',
  stack: referenceStack,
  workload: { ...usualWorkload, ratePerSecond: 1, durationMs: 410_000, mix: { queue: 1 } },
  faults: (rng) => {
    const when = { atMs: rng.integer(130_000, 134_000) };
    const heal = { afterMs: rng.integer(60_000, 120_000) };
    const params = { status: 503, when: 'instead', select: { path: '/process_packet' } } as const;
    const both = rng.pick([
      [
        { kind: 'kill', target: 'core', params: {} },
        { kind: 'kill', target: 'core-candidate', params: {} },
      ],
      [
        { kind: 'status', target: 'web>core', params },
        { kind: 'status', target: 'web>core-candidate', params },
      ],
      [{ kind: 'partition', target: 'core', params: { with: ['core-candidate'], from: ['web'] } }],
    ] as const);
    return defineSteps(both.map((outage) => ({ ...outage, when, heal })));
  },
  invariants: [...messageRules, ...watchdogRules, noRetryStorm, recovers, degradedService, taken],
  mustCheck: ['no-retry-storm', 'recovers', 'degraded-service', 'available', 'retry-bounded'],
  exercises: ['G2', 'G4', 'G8', 'G12'],
  live: { never: tooManyInstants },
  settled: backToActive,
});
