import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { checkpointReadable } from './invariants/checkpoint-readable.ts';
import { daemonRules, daemonStack, goesOn, readers } from './stacks/daemon.ts';
import { onlySimulatedDisks } from './stacks/reference-rules.ts';

const operations = ['write', 'fsync', 'rename', 'open', 'mkdir', 'link', 'unlink'] as const;

export default defineScenario({
  name: 'daemon-killed-at-any-call',
  about:
    'The active daemon is killed just before any of its file calls, and again while it comes back: what was checkpointed is read back, by whoever goes on.',
  stack: daemonStack,
  workload: readers,
  faults: (rng) => {
    const nth = rng.integer(1, rng.pick([6, 30, 120]));
    const call = rng.next() < 0.5 ? { nth } : { nth, operation: rng.pick(operations) };
    const isTwice = rng.next() < 0.4;
    return defineSteps([
      {
        kind: isTwice ? 'killDuringRecovery' : 'killAtCall',
        target: 'daemon-active',
        params: isTwice ? { downMs: rng.integer(100, 2_000), call } : call,
        when: { atMs: rng.integer(1_000, 12_000) },
        heal: { afterMs: 16_000 },
        // The call that it waits for may never come.
        mayBeIdle: true,
      },
    ]);
  },
  invariants: [...daemonRules, checkpointReadable],
  mustCheck: ['checkpoint-readable', 'single-writer', 'takeover-continues'],
  exercises: ['B1', 'B2', 'B3', 'B6'],
  live: { never: onlySimulatedDisks },
  settled: goesOn,
});
