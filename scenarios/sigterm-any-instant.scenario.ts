import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { drainsOnShutdown } from '../harness/invariants/drains-on-shutdown.ts';
import { gracePeriod } from '../harness/invariants/grace-period.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  messageRules,
  tooManyInstants,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

/** Instants of the busy minute, 100 ms apart. */
const instantsMost = 599;

export default defineScenario({
  name: 'sigterm-any-instant',
  about:
    'The live core is told to stop at any tenth of a second of a busy minute, sometimes twice, sometimes while inference is slow: gone within its grace, with its checkpoint or the reason.',
  stack: referenceStack,
  workload: { ...usualWorkload, ratePerSecond: 2, durationMs: 62_000 },
  faults: (rng) => {
    const atMs = 100 * rng.integer(0, instantsMost);
    const slow = {
      kind: 'latency',
      target: 'core>prime',
      params: { latencyMs: 100 * rng.integer(5, 190) },
      when: { atMs: Math.max(0, atMs - 100 * rng.integer(1, 60)) },
      heal: { afterMs: 100 * rng.integer(60, 300) },
      // Nobody may ask the model in between.
      mayBeIdle: true,
    } as const;
    return defineSteps([
      ...(rng.next() < 0.5 ? [slow] : []),
      {
        kind: 'terminate',
        target: 'core',
        params: { twice: rng.next() < 0.25 },
        when: { atMs },
        heal: { afterMs: 1_000 * rng.integer(1, 30) },
      },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules, gracePeriod, drainsOnShutdown],
  mustCheck: ['grace-period', 'drains-on-shutdown', 'no-lost-messages'],
  exercises: ['G21', 'G22'],
  live: { never: tooManyInstants },
  settled: backToActive,
});
