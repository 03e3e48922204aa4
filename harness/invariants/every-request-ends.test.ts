import fc from 'fast-check';
import { test } from 'vitest';
import type { EventDraft, History } from '../core/history.ts';
import { everyRequestEnds } from './every-request-ends.ts';
import { expectAgreement } from './testing/agrees.ts';
import { attempt, finalRead } from './testing/drafts.ts';
import { historyOf } from './testing/history-of.ts';
import type { Naive } from './testing/random-history.ts';

// Core's limit of 2,000 ms, the clock's error, and what a busy machine may cost.
const [dueMs, lateMs] = [2010, 2260];

const request = fc
  .record({
    tookMs: fc.constantFrom(5, 1999, 2012, 2200, 2300, 4000),
    ending: fc.constantFrom('answered', 'closed', 'callerGone', 'open'),
    key: fc.constantFrom('m1', undefined),
  })
  .map(({ tookMs, ending, key }): EventDraft => {
    const doneAtMs = 1 + tookMs;
    const keyed = key === undefined ? {} : { key };
    if (ending === 'answered') {
      const at = { answeredAtMs: doneAtMs, serviceAnsweredAtMs: doneAtMs, endedAtMs: doneAtMs };
      return attempt('web>core', 0, { ...at, ...keyed });
    }
    return attempt('web>core', 0, {
      class: 'delivered',
      serviceEnding: ending,
      endedAtMs: ending === 'open' ? 10 : doneAtMs,
      ...keyed,
    });
  });

const requests = fc
  .record({
    drafts: fc.array(request, { maxLength: 3 }),
    endMs: fc.constantFrom(1500, 2100, 2400, 5000),
  })
  .map(({ drafts, endMs }) => historyOf([drafts, finalRead(endMs)]));

const naive = ({ events }: History): Naive => {
  const ends = events.map((it) => (it.type === 'exchange' ? (it.endedAtMs ?? 0) : it.atMs));
  let [checked, broken, doubts] = [0, 0, 0];
  for (const one of events) {
    if (one.type !== 'exchange') continue;
    const isOpen = one.serviceEnding === 'open';
    const tookMs = (isOpen ? Math.max(...ends) : (one.endedAtMs ?? 0)) - 1;
    if (tookMs > lateMs) broken += 1;
    const isOver = !isOpen && tookMs <= dueMs && one.serviceEnding !== 'callerGone';
    if (isOver || tookMs > lateMs) checked += 1;
    else if (isOpen && one.key !== undefined) doubts += 1;
  }
  return { checked, broken, doubts };
};

test('agrees with a naive reading of its rule', () =>
  expectAgreement(everyRequestEnds, naive, { histories: requests }));
