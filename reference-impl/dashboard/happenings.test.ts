import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HappeningFacts } from './dashboard-state.ts';
import { createHappenings } from './happenings.ts';

const facts: fc.Arbitrary<HappeningFacts> = fc.oneof(
  fc.record({
    kind: fc.constant('failover' as const),
    route: fc.constantFrom('core', 'tools'),
    trigger: fc.constantFrom('error', 'state'),
    reason: fc.constant('refused'),
  }),
  fc.record({ kind: fc.constant('maintenance' as const), on: fc.boolean() }),
);

test('G27: whoever asks from time to time has seen each happening in its last form', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(facts, fc.boolean()), { maxLength: 60 }), (steps) => {
      const happenings = createHappenings('life', () => undefined);
      const seen = new Map<string, number>();
      let number = 0;
      let total = 0;
      for (const [n, [fact, asks]] of [...steps, [{ kind: 'started' }, true] as const].entries()) {
        happenings.add(fact, { atMs: n });
        total += 1;
        if (!asks) continue;
        for (const one of happenings.since(number)) {
          expect(one.number).toBeGreaterThan(number);
          number = one.number;
          seen.set(one.happening.id, one.happening.count);
        }
        expect(number).toBe(happenings.last);
        expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBe(total);
      }
    }),
  );
});

test('G27: a thousand equal failovers are one line with a count, and crowd nothing out', () => {
  const happenings = createHappenings('life', () => undefined);
  happenings.add({ kind: 'started' }, { atMs: 0 });
  const failover = { kind: 'failover', route: 'core', trigger: 'error' } as const;
  for (let n = 1; n <= 1000; n += 1) {
    happenings.add({ ...failover, reason: 'refused' }, { atMs: n });
  }
  expect(happenings.since(0).map(({ happening }) => happening)).toMatchObject([
    { kind: 'started', count: 1 },
    { kind: 'failover', count: 1000, atMs: 1, lastAtMs: 1000 },
  ]);
  for (let n = 1; n <= 1000; n += 1) happenings.add({ ...failover, reason: `${n}` }, { atMs: n });
  const kept = happenings.since(0).map(({ happening }) => happening);
  expect(kept).toHaveLength(31);
  expect(kept[0]).toMatchObject({ kind: 'started' });
  expect(kept.at(-1)).toMatchObject({ reason: '1000' });
});

test('a happening with an id of its own is taken once', () => {
  let changes = 0;
  const happenings = createHappenings('life', () => {
    changes += 1;
  });
  const change = { kind: 'haState', from: 'active', to: 'failed', cause: 'c' } as const;
  for (const atMs of [5, 6]) happenings.add(change, { atMs, id: 'ha.1' });
  happenings.add(change, { atMs: 7, id: 'ha.2' });
  expect(happenings.since(0).map(({ happening }) => happening.id)).toEqual(['ha.1', 'ha.2']);
  expect(changes).toBe(2);
});
