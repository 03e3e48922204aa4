import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { maintenanceHonoured } from './invariants/maintenance-honoured.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  lightWorkload,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'maintenance-is-honoured',
  about:
    'Maintenance is on while the live core answers 503, then dies: no failover, direct calls go on, messages wait.',
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng) => {
    const atMs = rng.integer(12_000, 14_000);
    return defineSteps([
      {
        kind: 'writeFile',
        target: 'shared',
        params: { path: 'ha_maintenance', content: 'on\n' },
        when: { atMs: 4_000 },
        heal: { afterMs: 32_000 },
      },
      {
        kind: 'status',
        target: 'web>core',
        params: { status: 503, when: 'instead', select: { path: '/process_packet' } },
        when: { atMs },
        heal: { afterMs: 6_000 },
      },
      {
        kind: 'kill',
        target: 'core',
        params: {},
        when: { atMs: atMs + 8_000 },
        heal: { afterMs: 8_000 },
      },
    ]);
  },
  simulated: { workload: lightWorkload },
  invariants: [...messageRules, ...watchdogRules, maintenanceHonoured],
  mustCheck: ['maintenance-honoured'],
  exercises: ['G6', 'G14', 'G16'],
  live: 'chaos',
  settled: backToActive,
});
