import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { readyMeansAble } from './invariants/ready-means-able.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'standby-cannot-work',
  about:
    'The standby runs and answers, but cannot work: its sessions are gone, then damaged, then a shared folder is missing. It must not call itself ready, and nothing is lost when live dies meanwhile.',
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) => {
    const atMs = rng.integer(3_000, 4_000);
    return defineSteps([
      {
        kind: 'removeFile',
        target: 'candidate-state',
        params: { path: 'sessions.json' },
        when: { atMs },
        heal: { afterMs: 18_000 },
      },
      {
        kind: 'kill',
        target: 'core',
        params: {},
        when: { atMs: atMs + 6_000 },
        heal: { afterMs: 6_000 },
      },
      {
        kind: 'corruptFile',
        target: 'candidate-state',
        params: { path: 'sessions.json' },
        when: { atMs: atMs + 22_000 },
        heal: { afterMs: 8_000 },
      },
      {
        kind: 'hideFolder',
        target: 'shared',
        params: { path: 'council' },
        when: { atMs: atMs + 32_000 },
        heal: { afterMs: 6_000 },
      },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules, readyMeansAble],
  exercises: ['G14', 'H3'],
  live: 'chaos',
  settled: backToActive,
});
