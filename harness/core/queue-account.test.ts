import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as draft from '../invariants/testing/drafts.ts';
import { historyOf } from '../invariants/testing/history-of.ts';
import { randomHistory } from '../invariants/testing/random-history.ts';
import { queueAccount } from './queue-account.ts';

test('every message is counted where it went', () => {
  const ok = (key: string) => [draft.sent(key, 0), draft.accepted(key, 5)];
  const history = historyOf([
    ...['done', 'lost', 'twice', 'waits', 'dead', 'mute'].map(ok),
    [draft.sent('unsure', 0), draft.undecided('unsure', 5)],
    ['done', 'twice', 'twice', 'unsure', 'foreign'].map((key) => draft.effect(key, 20)),
    draft.mark('timeUp', 90),
    draft.finalRead(91, {
      queued: ['waits'],
      deadLettered: [
        { key: 'dead', reason: 'too many attempts' },
        { key: 'mute', reason: '' },
      ],
    }),
  ]);
  const { keys, counts, drainEnd } = queueAccount(history);
  expect(keys).toMatchObject({
    lost: ['lost', 'mute'],
    duplicated: ['twice'],
    unexpected: ['foreign'],
    recovered: ['unsure'],
    queued: ['waits'],
    deadLettered: ['dead'],
  });
  expect(counts).toMatchObject({ attempted: 7, accepted: 6, delivered: 3 });
  expect(drainEnd).toBe('timeUp');
});

test('an operation that leaves no message is not counted, nor one of its kind without an answer', () => {
  const handedOver = (key: string, atMs: number) => draft.sent(key, atMs, { kind: 'handoff' });
  const done = { kind: 'ok', accepted: false, status: 201 } as const;
  const history = historyOf([
    [draft.sent('m1', 0), draft.accepted('m1', 5)],
    [draft.sent('m2', 1), draft.failed('m2', 5)],
    [handedOver('h1', 2), { type: 'complete', atMs: 5, operation: 'h1', outcome: done }],
    [handedOver('h2', 3), draft.undecided('h2', 5)],
    handedOver('h3', 4),
  ]);
  expect(queueAccount(history).keys.attempted).toEqual(['m1', 'm2']);
});

test('without an answer to the final read nothing is called lost', () => {
  const history = historyOf([
    [draft.sent('m1', 0), draft.accepted('m1', 5)],
    draft.finalRead(91, { complete: false }),
  ]);
  const { keys, undetermined } = queueAccount(history);
  expect({ lost: keys.lost, undetermined }).toEqual({ lost: [], undetermined: ['m1'] });
});

test('every accepted message is in exactly one place', () => {
  fc.assert(
    fc.property(randomHistory, (history) => {
      const { keys, undetermined } = queueAccount(history);
      const places = [keys.delivered, keys.lost, keys.queued, keys.deadLettered, undetermined];
      for (const key of keys.accepted) {
        expect(places.filter((place) => place.includes(key))).toHaveLength(1);
      }
    }),
  );
});
