import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { pipelineStack } from './stacks/pipeline.ts';
import { ideas, pipelineRules, said } from './stacks/pipeline-rules.ts';

const refused = (target: string) =>
  ({
    kind: 'status',
    target,
    params: {
      status: 400,
      when: 'instead',
      select: { header: { name: 'x-idempotency-key', includes: '/coder-2/' } },
    },
    when: { atMs: 0 },
    heal: { afterMs: 30_000 },
  }) as const;

export default defineScenario({
  name: 'pipeline-coder-fails',
  about:
    'Every model refuses what one of three coders asks: two thirds succeed, and the set actions follow in order.',
  stack: pipelineStack,
  workload: ideas,
  faults: () => defineSteps([refused('pipeline>prime'), refused('pipeline>providers')]),
  invariants: pipelineRules,
  goals: [
    said('a batch went on with a warning', 'milestoneRuling', { decision: 'continueWithWarning' }),
    said('an issue was assigned', 'milestoneAction', { action: 'assignIssue', ok: true }),
  ],
  mustCheck: ['no-lost-messages', 'partial-success-ruled', 'degraded-flagged'],
  exercises: ['F5', 'U3'],
  live: 'nightly',
});
