import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { stateRouting } from './invariants/state-routing.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  longWorkload,
  messageRules,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'live-core-hangs',
  about:
    'The live core is stopped, not dead: calls time out and are not rerouted; after the verdict new calls go to the standby; on waking nothing runs twice.',
  stack: referenceStack,
  workload: longWorkload,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'pause',
        target: 'core',
        params: {},
        // In the middle of an inference, so that the work it interrupts can be finished on waking.
        when: { link: 'core>prime', nth: rng.integer(22, 30), phase: 'attempted' },
        heal: { afterMs: 40_000 },
      },
    ]),
  invariants: [...messageRules, ...watchdogRules, stateRouting],
  mustCheck: ['no-timeout-failover', 'state-routing', 'no-duplicate-effects'],
  exercises: ['G3', 'G13', 'G14', 'G15', 'G32'],
  live: 'chaos',
  settled: backToActive,
});
