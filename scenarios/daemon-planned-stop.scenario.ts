import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { daemonRules, daemonStack, goesOn, readers } from './stacks/daemon.ts';

export default defineScenario({
  name: 'daemon-planned-stop',
  about:
    'The active daemon is asked to stop: it finishes its cycle and lets go, and the standby goes on with exactly the next one.',
  stack: daemonStack,
  workload: readers,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'terminate',
        target: 'daemon-active',
        params: {},
        when: {
          signal: 'cycle',
          where: { phase: 'begun' },
          afterMs: rng.integer(0, rng.pick([12, 300, 2_000])),
        },
        heal: { afterMs: 15_000 },
      },
    ]),
  invariants: daemonRules,
  goals: [
    {
      name: 'the place was let go of on purpose',
      reached: (events) =>
        events.some(
          (event) =>
            event.type === 'signal' && event.name === 'tenure' && event.value.phase === 'released',
        ),
    },
  ],
  mustCheck: ['single-writer', 'takeover-continues'],
  exercises: ['B2', 'B6'],
  live: 'nightly',
  settled: goesOn,
});
