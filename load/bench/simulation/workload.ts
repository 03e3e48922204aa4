import { join } from 'node:path';
import { defineScenario, defineSteps, type Scenario } from '../../../harness/core/scenario.ts';
import type { Stack } from '../../../harness/core/stack.ts';
import type { Found } from '../../../harness/discover.ts';
import { maintenanceHonoured } from '../../../scenarios/invariants/maintenance-honoured.ts';
import { readyMeansAble } from '../../../scenarios/invariants/ready-means-able.ts';
import { stateRouting } from '../../../scenarios/invariants/state-routing.ts';
import { referenceStack } from '../../../scenarios/stacks/reference.ts';
import { referenceFullStack } from '../../../scenarios/stacks/reference-full.ts';
import { messageRules, watchdogRules } from '../../../scenarios/stacks/reference-rules.ts';

/** What is simulated: the seven programs of the reference stack, or all of it. */
export type Size = 'seven programs' | 'whole stack';

const stacks: Readonly<Record<Size, Stack>> = {
  'seven programs': referenceStack,
  'whole stack': referenceFullStack,
};

/** Two messages a second for five virtual minutes, in which the live core is dead for 30 s. */
export const benchScenario = (size: Size): Found<Scenario> => ({
  file: join(import.meta.dirname, 'workload.ts'),
  value: defineScenario({
    name: 'bench',
    about: 'The load of the speed bench.',
    stack: stacks[size],
    workload: {
      ratePerSecond: 2,
      durationMs: 300_000,
      mix: { queue: 3, sync: 1 },
      textBytes: 96,
      conversations: 8,
      operationLimitMs: 60_000,
    },
    faults: () =>
      defineSteps([
        {
          kind: 'kill',
          target: 'core',
          params: {},
          when: { atMs: 120_000 },
          heal: { afterMs: 30_000 },
        },
      ]),
    invariants: [
      ...messageRules,
      ...watchdogRules,
      stateRouting,
      maintenanceHonoured,
      readyMeansAble,
    ],
    exercises: [],
    live: { never: 'it is made for a bench' },
  }),
});
