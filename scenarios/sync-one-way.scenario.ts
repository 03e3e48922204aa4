import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { maintenanceHonoured } from './invariants/maintenance-honoured.ts';
import { oneWaySync } from './invariants/one-way-sync.ts';
import { referenceFullStack } from './stacks/reference-full.ts';
import {
  backToActive,
  lightWorkload,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'sync-one-way',
  about:
    'Sessions flow to the standby while all is well; live stops and checkpoints, the standby serves and is stopped, maintenance comes and goes: nothing ever flows back.',
  stack: referenceFullStack,
  workload: usualWorkload,
  faults: (rng) => {
    const atMs = rng.integer(9_000, 11_000);
    return defineSteps([
      { kind: 'terminate', target: 'core', params: {}, when: { atMs }, heal: { afterMs: 14_000 } },
      {
        kind: 'writeFile',
        target: 'shared',
        params: { path: 'ha_maintenance', content: 'on\n' },
        when: { atMs: atMs + 20_000 },
        heal: { afterMs: 8_000 },
      },
      {
        kind: 'terminate',
        target: 'core-candidate',
        params: {},
        when: { atMs: atMs + 31_000 },
        // Longer than a poll, so that somebody notices.
        heal: { afterMs: 8_000 },
      },
    ]);
  },
  simulated: { workload: lightWorkload },
  invariants: [...messageRules, ...watchdogRules, oneWaySync, maintenanceHonoured],
  goals: [
    {
      name: 'a sync brought files',
      reached: (events) =>
        events.some(
          (event) =>
            event.type === 'signal' &&
            event.name === 'sync' &&
            Array.isArray(event.value.copied) &&
            event.value.copied.length > 0,
        ),
    },
  ],
  mustCheck: ['one-way-sync', 'no-lost-messages'],
  exercises: ['G16', 'G17', 'G18', 'G19', 'G20', 'G21'],
  live: 'nightly',
  settled: backToActive,
});
