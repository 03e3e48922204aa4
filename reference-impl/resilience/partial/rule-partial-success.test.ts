import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fractionOf } from './exact-rate.ts';
import { rulePartialSuccess } from './rule-partial-success.ts';

test('F5: two of three agents are 67 %, and work continues with a warning', () => {
  expect(rulePartialSuccess(2, 3)).toEqual({
    decision: 'continueWithWarning',
    succeeded: 2,
    total: 3,
    percent: 67,
  });
});

test.each([
  [3, 3, 'perfect', 100],
  [1, 1, 'perfect', 100],
  [1, 2, 'continueWithCaution', 50],
  [3, 5, 'continueWithCaution', 60],
  [133, 200, 'continueWithWarning', 67],
  [132, 200, 'continueWithCaution', 66],
  [1, 3, 'rejected', 33],
  [0, 1, 'rejected', 0],
  [49_999, 100_000, 'rejected', 50],
])('F5: %i of %i is %s at %i percent', (succeeded, total, decision, percent) => {
  expect(rulePartialSuccess(succeeded, total)).toMatchObject({ decision, percent });
});

test('F5: the least rate is compared exactly, where floating point would miss it', () => {
  expect(0.1 * 3).not.toBe(0.3);
  expect(rulePartialSuccess(3, 10, 0.3).decision).toBe('continueWithCaution');
  expect(rulePartialSuccess(29, 100, 0.29).decision).toBe('continueWithCaution');
  const many = Number.MAX_SAFE_INTEGER - 1;
  expect(rulePartialSuccess(many / 2, many).decision).toBe('continueWithCaution');
  expect(rulePartialSuccess(many / 2 - 1, many).decision).toBe('rejected');
  expect(rulePartialSuccess(0, 1, 1e-7).decision).toBe('rejected');
});

/** The rule in the words of the specification, in whole numbers only. */
function oracle(succeeded: number, total: number, thousandths: number): string {
  const [s, t] = [BigInt(succeeded), BigInt(total)];
  if (s * 1000n < BigInt(thousandths) * t) return 'rejected';
  if (s === t) return 'perfect';
  // round(100 s / t) ≥ 67 is 100 s / t ≥ 66.5
  return 200n * s >= 133n * t ? 'continueWithWarning' : 'continueWithCaution';
}

test('F5: every batch is ruled as exact arithmetic rules it', () => {
  const batch = fc
    .integer({ min: 1, max: 10_000 })
    .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));
  fc.assert(
    fc.property(batch, fc.integer({ min: 0, max: 1000 }), ([succeeded, total], thousandths) => {
      const rate = Number(`0.${String(thousandths).padStart(3, '0')}`);
      const least = thousandths === 1000 ? 1 : rate;
      const expected = oracle(succeeded, total, thousandths);
      expect(rulePartialSuccess(succeeded, total, least).decision).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});

test('F5: one more success never makes the ruling worse', () => {
  const order = ['rejected', 'continueWithCaution', 'continueWithWarning', 'perfect'];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(199), (total, chosen) => {
      const succeeded = chosen % total;
      const [less, more] = [succeeded, succeeded + 1].map((count) =>
        order.indexOf(rulePartialSuccess(count, total).decision),
      );
      expect(more).toBeGreaterThanOrEqual(less ?? Number.NaN);
    }),
  );
});

test('F5: a number is read as the decimal that it is written as', () => {
  expect(fractionOf(0.5)).toEqual({ numerator: 5n, denominator: 10n });
  expect(fractionOf(1e-7)).toEqual({ numerator: 1n, denominator: 10_000_000n });
  expect(fractionOf(2e21)).toEqual({ numerator: 2n * 10n ** 21n, denominator: 1n });
  expect(() => fractionOf(Number.NaN)).toThrow('a share is a number');
});

test('F5: numbers that are no batch are refused', () => {
  expect(() => rulePartialSuccess(0, 0)).toThrow('at least one part');
  expect(() => rulePartialSuccess(3, 2)).toThrow('of 2 parts, 3 cannot have succeeded');
  expect(() => rulePartialSuccess(1, 2, 1.5)).toThrow('minSuccessRate is a number from 0 to 1');
});
