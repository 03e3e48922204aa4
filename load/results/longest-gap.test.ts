import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestGap } from './longest-gap.ts';

const moments = fc.array(fc.integer({ min: -50, max: 150 }), { maxLength: 30 });
const span = { fromMs: 0, toMs: 100 };

test('no moment lies in the longest gap, and no stretch without one is longer', () => {
  fc.assert(
    fc.property(moments, (all) => {
      const { fromMs, lengthMs } = longestGap(all, span);
      expect(all.some((ms) => ms > fromMs && ms < fromMs + lengthMs)).toBe(false);
      const marks = [0, 100, ...all.filter((ms) => ms > 0 && ms < 100)];
      const longer = marks.filter(
        (from) => !all.some((ms) => ms > from && ms <= from + lengthMs) && from + lengthMs < 100,
      );
      expect(longer).toEqual([]);
    }),
  );
});

test('one more moment never makes the gap longer', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 0, max: 100 }), (all, more) => {
      const before = longestGap(all, span).lengthMs;
      expect(longestGap([...all, more], span).lengthMs).toBeLessThanOrEqual(before);
    }),
  );
});

test('without a moment the whole span is the gap', () => {
  expect(longestGap([], span)).toEqual({ fromMs: 0, lengthMs: 100 });
});
