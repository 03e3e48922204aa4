import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { daemonRules, daemonStack, goesOn, readers } from './stacks/daemon.ts';

export default defineScenario({
  name: 'daemon-active-paused',
  about:
    'The active daemon is stopped in the middle of a cycle for longer than its lease, and wakes after the takeover: nothing that it still writes is read as current.',
  stack: daemonStack,
  workload: readers,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'pause',
        target: 'daemon-active',
        params: {},
        // The next cycle, at whatever step of it.
        when: {
          signal: 'cycle',
          where: { phase: 'begun' },
          afterMs: rng.integer(0, rng.pick([12, 60, 300])),
        },
        heal: { afterMs: 18_000 },
      },
    ]),
  invariants: daemonRules,
  goals: [
    {
      name: 'the old writer noticed that it was replaced',
      reached: (events) =>
        events.some(
          (event) =>
            event.type === 'signal' && event.name === 'tenure' && event.value.phase === 'lost',
        ),
    },
  ],
  mustCheck: ['single-writer', 'takeover-continues'],
  exercises: ['B2', 'B3', 'B6'],
  live: 'chaos',
  settled: goesOn,
});
