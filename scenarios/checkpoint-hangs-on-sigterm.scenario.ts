import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { gracePeriod } from '../harness/invariants/grace-period.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  lightWorkload,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'checkpoint-hangs-on-sigterm',
  about:
    'The live core is told to stop while its checkpoint hangs: gone by itself before 25 real seconds, with an honest note.',
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) => {
    const atMs = rng.integer(8_000, 10_000);
    return defineSteps([
      {
        kind: 'blackhole',
        target: 'core>prime',
        params: { onHeal: 'reset' },
        when: { atMs },
        heal: { afterMs: 290_000 },
      },
      {
        kind: 'terminate',
        target: 'core',
        params: {},
        when: { atMs: atMs + 1_000 },
        heal: { afterMs: 270_000 },
      },
    ]);
  },
  simulated: { workload: lightWorkload },
  invariants: [...messageRules, ...watchdogRules, gracePeriod],
  mustCheck: ['grace-period'],
  exercises: ['G21', 'G22'],
  live: 'chaos',
  // The 25 s are real: everything else is scaled as usual.
  scale: { live: 0.1, unscaled: ['CHECKPOINT_TIMEOUT_MS', 'FORCED_EXIT_MS'] },
  settled: backToActive,
});
