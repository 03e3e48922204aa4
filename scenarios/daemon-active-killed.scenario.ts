import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { checkpointReadable } from './invariants/checkpoint-readable.ts';
import { daemonRules, daemonStack, goesOn, readers } from './stacks/daemon.ts';

export default defineScenario({
  name: 'daemon-active-killed',
  about:
    'The active daemon is killed in the middle of a cycle: the standby takes over within the lease and goes on, and the old one comes back as a standby.',
  stack: daemonStack,
  workload: readers,
  faults: (rng) =>
    defineSteps([
      {
        kind: 'kill',
        target: 'daemon-active',
        params: {},
        // The next cycle, at whatever step of it.
        when: {
          signal: 'cycle',
          where: { phase: 'begun' },
          afterMs: rng.integer(0, rng.pick([12, 60, 300])),
        },
        heal: { afterMs: 20_000 },
      },
    ]),
  invariants: [...daemonRules, checkpointReadable],
  mustCheck: ['single-writer', 'takeover-continues', 'checkpoint-readable'],
  exercises: ['B1', 'B2', 'B6'],
  live: 'nightly',
  settled: goesOn,
});
