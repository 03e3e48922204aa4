import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { readyMeansAble } from './invariants/ready-means-able.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  longWorkload,
  messageRules,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'standby-cannot-work',
  about:
    'Live is dead, and the standby runs and answers but cannot work: its sessions are missing, then damaged, then it is started again and its model is still loading. It must not call itself ready, and nothing is lost.',
  stack: referenceStack,
  workload: longWorkload,
  // 15 s of plan time: long enough for requests to arrive while the model is still loading.
  env: { 'core-candidate': { MODEL_LOAD_MS: '1500' } },
  faults: (rng) => {
    const atMs = rng.integer(3_000, 4_000);
    return defineSteps([
      {
        kind: 'removeFile',
        target: 'candidate-state',
        params: { path: 'sessions.json' },
        when: { atMs },
        heal: { afterMs: 8_000 },
      },
      {
        kind: 'kill',
        target: 'core',
        params: {},
        when: { atMs: atMs + 1_000 },
        heal: { afterMs: 48_000 },
      },
      {
        kind: 'corruptFile',
        target: 'candidate-state',
        params: { path: 'sessions.json' },
        when: { atMs: atMs + 14_000 },
        heal: { afterMs: 8_000 },
      },
      {
        kind: 'kill',
        target: 'core-candidate',
        params: {},
        when: { atMs: atMs + 30_000 },
        heal: { afterMs: 1_000 },
      },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules, readyMeansAble],
  mustCheck: ['ready-means-able'],
  exercises: ['G14', 'H3'],
  live: 'chaos',
  settled: backToActive,
});
