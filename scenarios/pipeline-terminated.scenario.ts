import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { pipelineStack } from './stacks/pipeline.ts';
import { manyIdeas, pipelineRules, said } from './stacks/pipeline-rules.ts';

export default defineScenario({
  name: 'pipeline-terminated',
  about:
    'SIGTERM in the middle of a milestone: the state is saved, a recovery issue opened, and the next life goes on exactly there.',
  stack: pipelineStack,
  workload: manyIdeas,
  faults: (rng) =>
    defineSteps([
      // One coder is slower than the others, so that a milestone is often half done.
      {
        kind: 'lateResponse',
        target: 'pipeline>prime',
        params: {
          delayMs: 2_000,
          select: { header: { name: 'x-idempotency-key', includes: '/coder-3/' } },
        },
        when: { atMs: 0 },
        heal: { afterMs: 18_000 },
      },
      {
        kind: 'terminate',
        target: 'pipeline',
        params: {},
        when: {
          signal: 'part',
          where: { phase: 'done', n: rng.integer(1, 3) },
          afterMs: rng.integer(0, rng.pick([20, 1_500])),
        },
        heal: { afterMs: 8_000 },
      },
    ]),
  invariants: pipelineRules,
  goals: [said('an idea was resumed', 'resumed', { phase: 'coding' })],
  mustCheck: ['no-lost-messages', 'resume-exact', 'grace-period'],
  exercises: ['F6', 'F7', 'U2'],
  live: 'chaos',
});
