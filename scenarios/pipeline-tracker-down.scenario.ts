import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { pipelineStack } from './stacks/pipeline.ts';
import { manyIdeas, pipelineRules, said } from './stacks/pipeline-rules.ts';

export default defineScenario({
  name: 'pipeline-tracker-down',
  about:
    'The issue tracker cannot be reached during an emergency shutdown: the recovery issue is kept, and opened later.',
  stack: pipelineStack,
  workload: manyIdeas,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'refuse',
        target: 'pipeline>tracker',
        params: {},
        when: { atMs: 0 },
        heal: { afterMs: 35_000 },
      },
      {
        kind: 'terminate',
        target: 'pipeline',
        params: {},
        when: { signal: 'part', where: { phase: 'begun' }, afterMs: rng.integer(0, 300) },
        heal: { afterMs: 5_000 },
      },
    ]),
  invariants: pipelineRules,
  goals: [
    said('the recovery issue was kept', 'issue', { state: 'kept' }),
    said('the recovery issue was opened later', 'issue', { state: 'opened', late: true }),
  ],
  mustCheck: ['no-lost-messages', 'resume-exact', 'grace-period'],
  exercises: ['F6'],
  live: 'nightly',
  settled: ({ events }) =>
    events.some(
      (event) =>
        event.type === 'signal' && event.name === 'issue' && event.value.state === 'opened',
    ),
});
