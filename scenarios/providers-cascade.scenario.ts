import type { Event } from '../harness/core/history.ts';
import { defineScenario, defineSteps, type Goal } from '../harness/core/scenario.ts';
import { inferenceIsolated } from './invariants/inference-isolated.ts';
import { referenceFullStack } from './stacks/reference-full.ts';
import { messageRules, usualWorkload, watchdogRules } from './stacks/reference-rules.ts';

const answeredBy = (provider: string) => (events: readonly Event[]) =>
  events.some(
    (event) =>
      event.type === 'signal' &&
      event.name === 'inference' &&
      event.value.provider === provider &&
      event.value.phase === 'end',
  );

const breakerTo = (state: string) => (events: readonly Event[]) =>
  events.some(
    (event) => event.type === 'signal' && event.name === 'breaker' && event.value.to === state,
  );

const goals: readonly Goal[] = [
  ...['prime', 'groq', 'openai'].map((provider) => ({
    name: `${provider} answered`,
    reached: answeredBy(provider),
  })),
  { name: 'a breaker opened', reached: breakerTo('open') },
  { name: 'a breaker closed again', reached: breakerTo('closed') },
];

export default defineScenario({
  name: 'providers-cascade',
  about:
    'The inference server hangs, then dies; the models behind it take over, and where groq answers 503, openai does.',
  stack: referenceFullStack,
  workload: usualWorkload,
  faults: (rng) => {
    const atMs = rng.integer(3_000, 5_000);
    return defineSteps([
      {
        kind: 'stallMidStream',
        target: 'core>prime',
        params: { afterBytes: 200, select: { path: '/v1/chat/completions', every: 2 } },
        when: { atMs },
        heal: { afterMs: 24_000 },
      },
      {
        kind: 'kill',
        target: 'prime',
        params: {},
        when: { atMs: atMs + 26_000 },
        heal: { afterMs: 12_000 },
      },
      {
        kind: 'status',
        target: 'core>providers',
        params: { status: 503, when: 'instead', select: { path: '/groq/*' } },
        when: { atMs: atMs + 26_000 },
        heal: { afterMs: 12_000 },
      },
    ]);
  },
  invariants: [...messageRules, ...watchdogRules, inferenceIsolated],
  goals,
  mustCheck: ['no-lost-messages', 'no-timeout-failover', 'inference-isolated'],
  exercises: ['G9', 'G10', 'G29'],
  live: 'nightly',
});
