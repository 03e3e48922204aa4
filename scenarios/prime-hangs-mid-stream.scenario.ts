import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { inferenceIsolated } from './invariants/inference-isolated.ts';
import { referenceStack } from './stacks/reference.ts';
import { messageRules, usualWorkload, watchdogRules } from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'prime-hangs-mid-stream',
  about:
    'The inference server stops in the middle of a streamed answer, as in the incident that lost two messages and blocked core.',
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'stallMidStream',
        target: 'core>prime',
        params: { afterBytes: 200, select: { path: '/v1/chat/completions', every: 2 } },
        when: { atMs: rng.integer(8_000, 12_000) },
        heal: { afterMs: 36_000 },
      },
    ]),
  invariants: [...messageRules, ...watchdogRules, inferenceIsolated],
  mustCheck: ['no-timeout-failover', 'inference-isolated', 'no-lost-messages'],
  exercises: ['G3', 'G9', 'G29'],
  live: 'chaos',
});
