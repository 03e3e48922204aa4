import { defineScenario } from '../harness/core/scenario.ts';
import { clientRole, linkName, type Stack } from '../harness/core/stack.ts';
import { referenceStack } from '../scenarios/stacks/reference.ts';
import { messageRules } from '../scenarios/stacks/reference-rules.ts';
import { gapIsShort } from './invariants/gap-is-short.ts';
import { nobodyTurnedAway } from './invariants/nobody-turned-away.ts';

const scale = 0.1;

/**
 * What no profile disturbs is not tapped: the taps of four links a message would take more of the
 * machine than the stack does.
 */
const stack: Stack = {
  ...referenceStack,
  links: referenceStack.links
    .filter((link) => linkName(link) !== `${clientRole}>orchestrator`)
    .map((link) => (link.from.startsWith('core') ? { ...link, untapped: true } : link)),
};

/** The stack as it is put under load: a retry's base delay of 10 ms, the other timings scaled. */
export default defineScenario({
  name: 'load',
  about: 'Two open loops of calls to web: those who wait for an answer, and those who leave one.',
  stack,
  workload: {
    ratePerSecond: 200 * scale,
    durationMs: 30_000 / scale,
    mix: { sync: 1, queue: 1 },
    textBytes: 96,
    conversations: 1,
    operationLimitMs: 10_000 / scale,
  },
  faults: () => [],
  invariants: [...messageRules, nobodyTurnedAway, gapIsShort],
  exercises: [],
  live: { never: 'it is run by `holdfast load`, with k6 for a client' },
  scale: { live: scale },
  timings: {
    RETRY_BASE_DELAY_MS: 10 / scale,
    // An inference of some ms: what is measured is the failover, not the model.
    TOKEN_DELAY_MS: 1 / scale,
  },
  env: {
    // A hung core holds every delivery that it was given for the whole of its time limit.
    web: { DELIVERY_CONCURRENCY: '1000' },
  },
});
