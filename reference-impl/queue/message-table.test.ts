import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMessageTable } from './message-table.ts';
import type { QueueRecord } from './queue-record.ts';

const all = { answeredKept: 1000, answeredCharactersKept: 1_000_000 };
const id = fc.constantFrom('a', 'b', 'c', 'd');
const atMs = fc.nat(1000);
const anyRecord: fc.Arbitrary<QueueRecord> = fc.oneof(
  fc.record({ type: fc.constant('accepted' as const), id, text: fc.string(), atMs }),
  fc.record({ type: fc.constant('inFlight' as const), id, attempt: fc.integer({ min: 1 }), atMs }),
  fc.record({
    type: fc.constant('returned' as const),
    id,
    reason: fc.string(),
    nextAttemptAtMs: fc.nat(),
    atMs,
  }),
  fc.record({
    type: fc.constant('answered' as const),
    id,
    answer: fc.string(),
    model: fc.string(),
    atMs,
  }),
  fc.record({ type: fc.constant('dead' as const), id, reason: fc.string(), atMs }),
);

function tableOf(records: Iterable<QueueRecord>, retention = all) {
  const table = createMessageTable(retention);
  for (const record of records) table.apply(record);
  return table;
}

/** A message begins with its acceptance and is taken before it is returned. */
const begun = ['a', 'b', 'c', 'd'].flatMap((name): QueueRecord[] => [
  { type: 'accepted', id: name, text: name, atMs: 0 },
  { type: 'inFlight', id: name, attempt: 1, atMs: 0 },
]);

test('a snapshot makes an equal table', () => {
  fc.assert(
    fc.property(fc.array(anyRecord), (records) => {
      const table = tableOf([...begun, ...records]);
      const again = tableOf(table.snapshot());
      expect([...again.messages()]).toEqual([...table.messages()]);
      expect(again.counts()).toEqual(table.counts());
      expect(again.waitingCharacters()).toBe(table.waitingCharacters());
    }),
  );
});

test('steps that come again after a snapshot change nothing', () => {
  fc.assert(
    fc.property(fc.array(anyRecord), fc.nat(), (records, anywhere) => {
      const table = tableOf([...begun, ...records]);
      const echoed = records.slice(records.length - (anywhere % (records.length + 1)));
      const again = tableOf([...table.snapshot(), ...echoed]);
      expect([...again.messages()].map(({ id: name, state }) => [name, state]).sort()).toEqual(
        [...table.messages()].map(({ id: name, state }) => [name, state]).sort(),
      );
    }),
  );
});

test('counts and waiting text agree with the messages', () => {
  fc.assert(
    fc.property(fc.array(anyRecord), (records) => {
      const table = tableOf(records);
      const messages = [...table.messages()];
      const { pending, inFlight, answered, dead } = table.counts();
      const count = (state: string) => messages.filter((one) => one.state === state).length;
      expect({ pending, inFlight, answered, dead }).toEqual({
        pending: count('pending'),
        inFlight: count('inFlight'),
        answered: count('answered'),
        dead: count('dead'),
      });
      const waiting = messages.filter((one) => one.state === 'pending' || one.state === 'inFlight');
      expect(table.waitingCharacters()).toBe(
        waiting.reduce((sum, one) => sum + one.text.length, 0),
      );
    }),
  );
});

test('of what is answered only the newest is kept, and the rest is still counted', () => {
  for (const retention of [
    { ...all, answeredKept: 3 },
    { ...all, answeredCharactersKept: 6 },
  ]) {
    const records = Array.from({ length: 10 }, (_, n): QueueRecord[] => [
      { type: 'accepted', id: `m${n}`, text: 'x', atMs: 0 },
      { type: 'answered', id: `m${n}`, answer: 'y', model: 'z', atMs: 0 },
    ]);
    const table = tableOf(records.flat(), retention);
    expect([...table.messages()].map((message) => message.id)).toEqual(['m7', 'm8', 'm9']);
    expect(table.counts().answered).toBe(10);
    expect(tableOf(table.snapshot(), retention).counts().answered).toBe(10);
  }
});
