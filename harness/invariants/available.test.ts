import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { History } from '../core/history.ts';
import { available, availableFor, type Objective } from './available.ts';
import { wilson } from './evidence/wilson.ts';
import { expectAgreement } from './testing/agrees.ts';
import { accepted, failed, finalRead, healed, injected, sent } from './testing/drafts.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';
import type { Naive } from './testing/random-history.ts';

const histories = fc
  .record({
    good: fc.integer({ min: 0, max: 120 }),
    bad: fc.constantFrom(0, 0, 1, 2, 9),
    isWhole: fc.boolean(),
  })
  .map(({ good, bad, isWhole }) =>
    cutHistoryOf([
      Array.from({ length: good + bad }, (_, place) => [
        sent(`m${place}`, place),
        place < bad ? failed(`m${place}`, place + 5) : accepted(`m${place}`, place + 5),
      ]).flat(),
      isWhole ? [finalRead(500)] : [],
    ]),
  );

const naive = ({ events }: History): Naive => {
  const all = events.filter(({ type }) => type === 'invoke').length;
  const good = events.filter((it) => it.type === 'complete' && it.outcome.kind === 'ok').length;
  const isMissed = all > 0 && wilson(good, all).lower < 0.9;
  const isTooFew = wilson(all, all).lower < 0.9;
  return { checked: all, broken: isMissed && !isTooFew ? 1 : 0, doubts: isMissed ? 1 : 0 };
};

test('agrees with a naive reading of its rule', () =>
  expectAgreement(available, naive, { histories }));

/** Fifty operations before, in and after a fault; each answered late by so much. */
const threeParts = (lateMs: readonly [number, number, number]): History =>
  historyOf([
    injected({ id: 1 }, 100),
    healed(1, 200),
    lateMs.flatMap((ms, part) =>
      Array.from({ length: 50 }, (_, place) => {
        const [name, atMs] = [`m${part}-${place}`, 100 * part + place];
        return [
          sent(name, atMs, { kind: part === 0 ? 'sync' : 'queue' }),
          accepted(name, atMs + ms),
        ];
      }).flat(),
    ),
  ]);

const statusOf = (history: History, objective: Omit<Objective, 'share'>) =>
  availableFor({ share: 0.9, ...objective }).check(history).status;

test('a window counts what was meant to begin in it', () => {
  const slowInFault = threeParts([5, 50, 5]);
  const withinMs = 20;
  expect(statusOf(slowInFault, { during: 'faults', withinMs })).toBe('violated');
  expect(statusOf(slowInFault, { during: 'afterwards', withinMs })).toBe('held');
  expect(statusOf(slowInFault, { during: 'load', withinMs })).toBe('violated');
  expect(statusOf(slowInFault, { during: 'load', withinMs: 50 })).toBe('held');
});

test('only the named kinds count', () => {
  const slowSync = threeParts([50, 5, 5]);
  expect(statusOf(slowSync, { during: 'load', withinMs: 20, kinds: ['queue'] })).toBe('held');
  expect(statusOf(slowSync, { during: 'load', withinMs: 20, kinds: ['sync'] })).toBe('violated');
});

test('without a fault there is no window of faults', () =>
  expect(statusOf(historyOf([sent('m', 0)]), { during: 'faults' })).toBe('vacuous'));
