import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { drainsOnShutdown } from '../harness/invariants/drains-on-shutdown.ts';
import { gracePeriod } from '../harness/invariants/grace-period.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'core-stops-mid-work',
  about:
    'The live core is told to stop in the middle of an inference: it finishes what it has in hand, and goes.',
  stack: referenceStack,
  // Some requests in hand at any moment.
  workload: { ...usualWorkload, ratePerSecond: 16, durationMs: 20_000 },
  faults: (rng) =>
    defineSteps([
      {
        kind: 'terminate',
        target: 'core',
        params: {},
        // By its work, not by the clock: only then is there something in hand.
        when: { link: 'core>prime', nth: rng.integer(40, 120), phase: 'delivered' },
        heal: { afterMs: 8_000 },
      },
    ]),
  invariants: [...messageRules, ...watchdogRules, gracePeriod, drainsOnShutdown],
  mustCheck: ['drains-on-shutdown'],
  exercises: ['G21', 'G22'],
  // Virtual time has more of it in the same two minutes.
  live: 'nightly',
  settled: backToActive,
});
