import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { stateRouting } from './invariants/state-routing.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  lightWorkload,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'live-core-killed',
  about: 'The live core is killed under traffic, the standby takes over, and live comes back.',
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'kill',
        target: 'core',
        params: {},
        when: { atMs: rng.integer(6_000, 8_000) },
        heal: { afterMs: 18_000 },
      },
    ]),
  simulated: { workload: lightWorkload },
  invariants: [...messageRules, ...watchdogRules, stateRouting],
  goals: [
    {
      name: 'state became failover_active',
      reached: (events) =>
        events.some(
          (event) =>
            event.type === 'signal' &&
            event.name === 'haState' &&
            event.value.to === 'failover_active',
        ),
    },
  ],
  mustCheck: [
    'no-lost-messages',
    'no-flapping',
    'ha-state-true',
    'state-routing',
    'retry-bounded',
    'single-fallback-attempt',
  ],
  exercises: ['G1', 'G2', 'G4', 'G7', 'G8', 'G13', 'G14', 'G15', 'G28', 'G32', 'H4'],
  live: 'chaos',
  settled: backToActive,
});
