import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AttemptOutcome, classifyOutcome, describeOutcome } from './attempt-outcome.ts';

const connection = { code: fc.string(), message: fc.string() };
const anyOutcome: fc.Arbitrary<AttemptOutcome> = fc.oneof(
  fc.record({
    kind: fc.constant('answered' as const),
    status: fc.integer({ min: 100, max: 599 }),
    body: fc.oneof(fc.jsonValue(), fc.constant(undefined)),
  }),
  fc.record({ kind: fc.constant('notDelivered' as const), ...connection }),
  fc.record({ kind: fc.constant('noAnswer' as const), ...connection }),
  fc.record({ kind: fc.constant('brokenAnswer' as const), ...connection }),
  fc.record({ kind: fc.constant('resetInAnswer' as const), ...connection }),
  fc.record({
    kind: fc.constant('timedOut' as const),
    phase: fc.constantFrom('pool', 'connect', 'write', 'read', 'total'),
    limitMs: fc.nat(),
  }),
  fc.record({ kind: fc.constant('aborted' as const), message: fc.string() }),
);

/** The table of G1, written a second time as a list of rows. */
function expected(outcome: AttemptOutcome, hasKey: boolean): string {
  const retriedAlways = outcome.kind === 'notDelivered';
  const retriedWithKey = outcome.kind === 'noAnswer' || outcome.kind === 'brokenAnswer';
  const retriedStatus = outcome.kind === 'answered' && /^50[234]$/.test(`${outcome.status}`);
  if (retriedAlways || retriedStatus || (retriedWithKey && hasKey)) return 'retry';
  return outcome.kind === 'answered' && outcome.status < 400 ? 'success' : 'final';
}

test('G1: every outcome falls under exactly the row of the table that names it', () => {
  fc.assert(
    fc.property(anyOutcome, fc.boolean(), (outcome, hasKey) => {
      expect(classifyOutcome(outcome, hasKey)).toBe(expected(outcome, hasKey));
    }),
    { numRuns: 1000 },
  );
});

test('G3: no time limit is ever retried, with or without a key', () => {
  for (const phase of ['pool', 'connect', 'write', 'read', 'total'] as const) {
    for (const hasKey of [true, false]) {
      expect(classifyOutcome({ kind: 'timedOut', phase, limitMs: 1 }, hasKey)).toBe('final');
    }
  }
});

test('what is said about an outcome is one short line, however long the answer was', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 300, maxLength: 2000 }), (body) => {
      expect(describeOutcome({ kind: 'answered', status: 500, body }).length).toBeLessThan(230);
    }),
  );
});
