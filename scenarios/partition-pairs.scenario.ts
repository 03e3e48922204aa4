import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { clientRole } from '../harness/core/stack.ts';
import { stateRouting } from './invariants/state-routing.ts';
import { referenceStack } from './stacks/reference.ts';
import {
  backToActive,
  messageRules,
  usualWorkload,
  watchdogRules,
} from './stacks/reference-rules.ts';

/** What has next to nothing to do while the other one lives, and that other one. */
const primaryOf = (link: string): string | undefined =>
  link.includes('core-candidate') ? 'core' : link.endsWith('mcp-candidate') ? 'mcp' : undefined;

export default defineScenario({
  name: 'partition-pairs',
  about:
    'Each pair of roles that talk is cut apart, both ways or one way, for good or on and off: nothing is lost or done twice, and the stack finds back.',
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng, { links }) => {
    const link = rng.pick(links.filter((one) => !one.startsWith(clientRole)));
    const [from = '', to = ''] = link.split('>');
    const sides = { from: [to], direction: rng.pick(['both', 'outgoing', 'incoming']) };
    const flaps = rng.next() < 0.3;
    const periods = { cutMs: rng.integer(200, 4_000), wholeMs: rng.integer(200, 4_000) };
    const atMs = rng.integer(3_000, 8_000);
    const healMs = rng.integer(4_000, 40_000);
    const primary = primaryOf(link);
    return defineSteps([
      ...(primary === undefined
        ? []
        : [
            {
              kind: 'kill',
              target: primary,
              params: {},
              when: { atMs: atMs - 2_000 },
              heal: { afterMs: healMs + 4_000 },
            },
          ]),
      {
        kind: flaps ? 'flapping' : 'partition',
        target: from,
        params: flaps ? { ...sides, ...periods } : sides,
        when: { atMs },
        heal: { afterMs: healMs },
        // Where both ends wait for each other's word, one way may carry nothing.
        mayBeIdle: true,
      },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules, stateRouting],
  mustCheck: ['no-timeout-failover', 'no-lost-messages', 'no-duplicate-effects', 'no-flapping'],
  exercises: ['G1', 'G3', 'G4', 'G13', 'G14'],
  live: { never: 'Packets of one pair of processes on one machine cannot be lost one way only.' },
  settled: backToActive,
});
