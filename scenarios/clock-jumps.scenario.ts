import type { FaultStep } from '../harness/core/fault.ts';
import type { Rng } from '../harness/core/rng.ts';
import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { stateRouting } from './invariants/state-routing.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

const roles = ['orchestrator', 'web', 'core', 'core-candidate'] as const;

/** By how much somebody sets a clock: a second, a minute, a time zone, a year. */
const leapsMs = [1_000, 60_000, 3_600_000, 31_622_400_000] as const;

const disturbClock = (rng: Rng, fromMs: number): Omit<FaultStep, 'id'> => {
  const sign = rng.pick([-1, 1]);
  const [kind, params] = rng.pick([
    ['jump', { byMs: sign * rng.pick(leapsMs) }],
    ['jump', { byMs: sign * rng.integer(1, 20_000) }],
    ['skew', { byMs: sign * rng.integer(100, 5_000), overMs: 10_000 }],
    ['drift', { rate: 1 + sign * rng.pick([0.01, 0.05, 0.2]) }],
    ['freeze', {}],
  ] as const);
  return {
    kind,
    target: rng.pick(roles),
    params,
    when: { atMs: fromMs + rng.integer(0, 8_000) },
    heal: { afterMs: 1_000 * rng.integer(1, 20) },
    // Nobody may look at that clock meanwhile, or ask a machine that sleeps.
    mayBeIdle: true,
  };
};

export default defineScenario({
  name: 'clock-jumps',
  about:
    'The clocks of the watchdog, the gateway and the cores are set, drift and sleep while the live core dies and comes back: timing rules follow the monotonic clock.',
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) => {
    const atMs = rng.integer(8_000, 14_000);
    return defineSteps([
      disturbClock(rng, 2_000),
      disturbClock(rng, 10_000),
      disturbClock(rng, 18_000),
      {
        kind: 'kill',
        target: 'core',
        params: {},
        when: { atMs },
        heal: { afterMs: rng.integer(12_000, 18_000) },
      },
      {
        // For a while nobody takes messages: they wait, by the clock of the one who waits.
        kind: 'status',
        target: 'web>core-candidate',
        params: { status: 503, when: 'instead', select: { path: '/process_packet' } },
        when: { atMs },
        heal: { afterMs: rng.integer(6_000, 12_000) },
        // A gateway that sleeps sends nothing.
        mayBeIdle: true,
      },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules, stateRouting],
  mustCheck: ['no-lost-messages', 'no-flapping', 'ha-state-true', 'retry-bounded'],
  exercises: ['G2', 'G12', 'G13', 'G14', 'G15'],
  live: { never: 'A live run shares the clock of its machine, which must not be set.' },
  settled: backToActive,
});
