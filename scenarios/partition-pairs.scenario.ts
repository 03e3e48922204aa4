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

/** The standby works only while live does not: cut off, it shows next to nothing. */
const isQuiet = (link: string): boolean => /^core-candidate>|>mcp-candidate$/.test(link);

export default defineScenario({
  name: 'partition-pairs',
  about:
    'Each pair of roles that talk is cut apart, both ways or one way, for good or on and off: nothing is lost or done twice, and the stack finds back.',
  stack: referenceStack,
  workload: usualWorkload,
  faults: (rng, { links }) => {
    const pairs = links.filter((link) => !link.startsWith(clientRole) && !isQuiet(link));
    const all = rng.next() < 0.1 ? links.filter(isQuiet) : pairs;
    const [from = '', to = ''] = rng.pick(all).split('>');
    const sides = { from: [to], direction: rng.pick(['both', 'outgoing', 'incoming']) };
    const flaps = rng.next() < 0.3;
    const periods = { cutMs: rng.integer(200, 4_000), wholeMs: rng.integer(200, 4_000) };
    return defineSteps([
      {
        kind: flaps ? 'flapping' : 'partition',
        target: from,
        params: flaps ? { ...sides, ...periods } : sides,
        when: { atMs: rng.integer(2_000, 8_000) },
        heal: { afterMs: rng.integer(4_000, 40_000) },
        // A standby's own links carry next to nothing.
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
