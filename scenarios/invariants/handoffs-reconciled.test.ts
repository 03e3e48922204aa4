import fc from 'fast-check';
import { test } from 'vitest';
import type { EventDraft, History, SignalEvent } from '../../harness/core/history.ts';
import { expectAgreement } from '../../harness/invariants/testing/agrees.ts';
import { finalRead, processEvent, signal } from '../../harness/invariants/testing/drafts.ts';
import { cutHistoryOf } from '../../harness/invariants/testing/history-of.ts';
import type { Naive } from '../../harness/invariants/testing/random-history.ts';
import { handoffsReconciled } from './handoffs-reconciled.ts';

const restart = [
  processEvent('orchestrator', 'exited', 100),
  processEvent('orchestrator', 'started', 200, { life: 1 }),
  processEvent('orchestrator', 'ready', 300, { life: 1 }),
];

// The next life is ready at 300 ms, and has one poll and what a busy machine may cost.
const dueMs = 300 + 500 + 250 + 10;

const handoff = fc.record({
  before: fc.constantFrom('in_progress', 'completed', 'failed', undefined),
  after: fc.constantFrom('in_progress', 'completed', 'failed', undefined),
  reason: fc.constantFrom('crash', ''),
  toldAtMs: fc.constantFrom(310, 1000, 1100),
});

type Handoff = typeof handoff extends fc.Arbitrary<infer T> ? T : never;

const eventsFor = ({ before, after, reason, toldAtMs }: Handoff, id: string) => {
  const told: EventDraft[] = [];
  const say = (atMs: number, state: string, life: number) =>
    told.push(signal('orchestrator', 'handoff', atMs, { id, state, reason }, life));
  if (before !== undefined) say(50, before, 0);
  if (after !== undefined) say(toldAtMs, after, 1);
  return told;
};

const histories = fc
  .record({
    handoffs: fc.array(handoff, { maxLength: 3 }),
    hasCrashed: fc.constantFrom(true, true, false),
    endMs: fc.constantFrom(900, 5000),
    isCut: fc.constantFrom(true, false, false),
  })
  .map(({ handoffs, hasCrashed, endMs, isCut }) =>
    cutHistoryOf([
      ...(hasCrashed ? restart : []),
      ...handoffs.flatMap((it, place) => eventsFor(it, `h${place}`)),
      ...(isCut ? [] : [finalRead(endMs)]),
    ]),
  );

const naive = ({ events }: History): Naive => {
  const endMs = Math.max(...events.map((it) => it.atMs));
  const hasCrashed = events.some((it) => it.type === 'process');
  let [checked, broken, doubts] = [0, 0, 0];
  for (const id of ['h0', 'h1', 'h2']) {
    const told = events.filter(
      (it): it is SignalEvent => it.type === 'signal' && it.value.id === id,
    );
    const [was, is] = [told.find((it) => it.life === 0), told.find((it) => it.life === 1)];
    if (was === undefined || !hasCrashed) continue;
    checked += 1;
    if (was.value.state !== 'in_progress') {
      if (is !== undefined && is.value.state !== was.value.state) broken += 1;
    } else if (is === undefined || is.atMs > dueMs) {
      if (endMs > dueMs) broken += 1;
      else doubts += 1;
    } else if (is.value.state !== 'failed' || is.value.reason === '') broken += 1;
  }
  return { checked, broken, doubts };
};

test('agrees with a naive reading of its rule', () =>
  expectAgreement(handoffsReconciled, naive, { histories }));
