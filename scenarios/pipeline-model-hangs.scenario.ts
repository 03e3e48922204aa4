import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { pipelineStack } from './stacks/pipeline.ts';
import { ideas, pipelineRules, said } from './stacks/pipeline-rules.ts';

export default defineScenario({
  name: 'pipeline-model-hangs',
  about:
    'The first models of every role hang: each try ends at its limit, and the next model answers.',
  stack: pipelineStack,
  workload: ideas,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'blackhole',
        target: 'pipeline>prime',
        params: { onHeal: 'reset' },
        when: { atMs: rng.integer(3_000, 8_000) },
        heal: { afterMs: 40_000 },
      },
    ]),
  invariants: pipelineRules,
  goals: [
    said('a coder fell back', 'agentResult', { role: 'coder', fallback: true }),
    said('a try ended at its limit', 'modelFailover', { action: 'timedOut' }),
  ],
  mustCheck: ['no-lost-messages', 'degraded-flagged', 'breaker-blocks'],
  exercises: ['F1', 'F2', 'F3', 'F10'],
  live: 'nightly',
});
