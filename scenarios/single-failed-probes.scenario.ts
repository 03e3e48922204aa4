import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  lightWorkload,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

const failProbes = (count: number, atMs: number) =>
  ({
    kind: 'status',
    target: 'orchestrator>core',
    params: { status: 503, when: 'instead', select: { path: '/health', first: count } },
    when: { atMs },
    heal: { afterMs: 14_000 },
  }) as const;

export default defineScenario({
  name: 'single-failed-probes',
  about:
    'One failed probe changes nothing; two in a row make exactly one change and one notification.',
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) =>
    defineSteps([
      failProbes(1, rng.integer(5_000, 6_000)),
      failProbes(2, rng.integer(24_000, 26_000)),
    ]),
  simulated: { workload: lightWorkload },
  invariants: [...messageRules, ...watchdogRules],
  mustCheck: ['no-flapping'],
  exercises: ['G13', 'G14', 'G15'],
  live: 'chaos',
  settled: backToActive,
});
