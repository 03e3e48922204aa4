import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { pipelineStack } from './stacks/pipeline.ts';
import { manyIdeas, pipelineRules } from './stacks/pipeline-rules.ts';

export default defineScenario({
  name: 'pipeline-killed',
  about:
    'kill -9 in the middle of a milestone: the next life repeats at most the one that was not acknowledged.',
  stack: pipelineStack,
  workload: manyIdeas,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'kill',
        target: 'pipeline',
        params: {},
        when: {
          signal: 'milestone',
          where: { phase: rng.pick(['begun', 'acknowledged']) },
          afterMs: rng.integer(0, rng.pick([20, 300, 1_500])),
        },
        heal: { afterMs: 6_000 },
      },
    ]),
  invariants: pipelineRules,
  mustCheck: ['no-lost-messages', 'resume-exact'],
  exercises: ['F7', 'U2', 'U9'],
  live: 'nightly',
});
