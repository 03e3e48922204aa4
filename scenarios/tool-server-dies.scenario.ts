import { defineScenario, defineSteps } from '../harness/core/scenario.ts';
import { referenceFullStack } from './stacks/reference-full.ts';
import { messageRules, usualWorkload, watchdogRules } from './stacks/reference-rules.ts';

export default defineScenario({
  name: 'tool-server-dies',
  about:
    'The tool server is killed, and its standby is used; later it is too slow, and its standby must not be.',
  stack: referenceFullStack,
  workload: usualWorkload,
  faults: (rng) => {
    const atMs = rng.integer(4_000, 6_000);
    return defineSteps([
      { kind: 'kill', target: 'mcp', params: {}, when: { atMs }, heal: { afterMs: 12_000 } },
      {
        kind: 'slowHeaders',
        target: 'core>mcp',
        params: { delayMs: 14_000, select: { path: '/jsonrpc', every: 3 } },
        when: { atMs: atMs + 18_000 },
        heal: { afterMs: 30_000 },
      },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules],
  goals: [
    {
      name: 'the standby tool server was used',
      reached: (events) =>
        events.some((event) => event.type === 'exchange' && event.to === 'mcp-candidate'),
    },
  ],
  mustCheck: ['single-fallback-attempt', 'no-timeout-failover', 'no-duplicate-effects'],
  exercises: ['G3', 'G7', 'H1'],
  live: 'nightly',
});
