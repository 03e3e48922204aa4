import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { pipelineStack } from './stacks/pipeline.ts';
import { manyIdeas, pipelineRules, said } from './stacks/pipeline-rules.ts';

export default defineScenario({
  name: 'pipeline-fault-inside',
  about:
    'An error that nobody catches ends the pipeline: it saves its state first, exits 1, and the next life goes on.',
  stack: pipelineStack,
  workload: manyIdeas,
  faults: (rng) =>
    defineSteps([
      {
        kind: rng.pick(['uncaughtException', 'unhandledRejection']),
        target: 'pipeline',
        params: {},
        when: { signal: 'part', where: { phase: 'begun' }, afterMs: rng.integer(0, 300) },
        heal: { afterMs: 6_000 },
      },
    ]),
  invariants: pipelineRules,
  goals: [
    said('the state was saved', 'checkpoint', { part: 'pipeline', ok: true }),
    said('it ended with 1', 'emergency', { phase: 'ended', code: 1 }),
  ],
  mustCheck: ['no-lost-messages', 'resume-exact'],
  exercises: ['F6', 'F7'],
  live: {
    never: 'no fault inside a live process is on offer; the program test throws there itself',
  },
});
