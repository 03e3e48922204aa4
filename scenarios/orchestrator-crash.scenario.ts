import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { handoffsReconciled } from './invariants/handoffs-reconciled.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'orchestrator-crash',
  about:
    'The orchestrator is killed with handoffs in progress and a dead core: after its restart they are FAILED, and no notification is lost or doubled.',
  stack: referenceStack,
  workload: { ...usualWorkload, mix: { queue: 3, sync: 1, handoff: 1 } },
  faults: (rng) => {
    const atMs = rng.integer(10_000, 14_000);
    return defineSteps([
      {
        kind: 'kill',
        target: 'orchestrator',
        params: {},
        when: { atMs },
        heal: { afterMs: 6_000 },
      },
      {
        kind: 'kill',
        target: 'core',
        params: {},
        when: { atMs: atMs + 2_000 },
        heal: { afterMs: 16_000 },
      },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules, handoffsReconciled],
  mustCheck: ['handoffs-reconciled'],
  exercises: ['G15', 'G24'],
  live: 'chaos',
  settled: backToActive,
});
