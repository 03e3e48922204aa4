import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { pipelineStack } from './stacks/pipeline.ts';
import { ideas, pipelineRules, said } from './stacks/pipeline-rules.ts';

export default defineScenario({
  name: 'pipeline-models-down',
  about:
    'No model can be reached: templates stand in, flagged, breakers block, and the models are used again when they are back.',
  stack: pipelineStack,
  workload: ideas,
  faults: (rng) => {
    const when = { atMs: rng.integer(3_000, 6_000) };
    const heal = { afterMs: 18_000 };
    return defineSteps(
      ['pipeline>prime', 'pipeline>providers'].map((target) => {
        return { kind: 'refuse', target, params: {}, when, heal };
      }),
    );
  },
  invariants: pipelineRules,
  goals: [
    said('templates stood in', 'agentResult', { source: 'template' }),
    said('a breaker was half open', 'breaker', { to: 'halfOpen' }),
    said('a breaker closed again', 'breaker', { from: 'halfOpen', to: 'closed' }),
  ],
  mustCheck: ['no-lost-messages', 'degraded-flagged', 'breaker-blocks', 'breaker-isolated'],
  exercises: ['F3', 'F4', 'F12', 'U3'],
  live: 'nightly',
});
