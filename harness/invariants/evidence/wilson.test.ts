import { expect, test } from 'vitest';
import { wilson } from './wilson.ts';

test('the interval is the published one', () => {
  // 81 of 263, a worked example of the score interval: 25.5 % to 36.6 %.
  expect(wilson(81, 263)).toMatchObject({
    lower: expect.closeTo(0.2553, 3),
    upper: expect.closeTo(0.3662, 3),
  });
});

test('the interval of nothing is everything, and no interval leaves 0 to 1', () => {
  expect(wilson(0, 0)).toMatchObject({ lower: 0, upper: 1 });
  expect(wilson(0, 10).lower).toBe(0);
  expect(wilson(10, 10).upper).toBe(1);
  expect(wilson(10, 10).lower).toBeCloseTo(0.7225, 3);
});
