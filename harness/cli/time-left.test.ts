import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeLeftMs } from './time-left.ts';

const at = { nowMs: 100_000, concurrency: 4 };

describe('the time that is left', () => {
  it('is at least what the longest run still needs, and nothing when all have ended', () => {
    expect(timeLeftMs([{ expectedMs: 25_000 }, { expectedMs: 1_000 }], at)).toBe(28_000);
    expect(timeLeftMs([{ expectedMs: 9_000, tookMs: 10_000 }], at)).toBe(0);
    expect(timeLeftMs([], at)).toBe(0);
  });

  it('learns from the runs that have ended', () => {
    const slow = { expectedMs: 7_000, tookMs: 20_000 };
    expect(timeLeftMs([slow, { expectedMs: 7_000 }], at)).toBe(20_000);
  });

  it('shares what is left among as many as run at a time', () => {
    const runs = Array.from({ length: 40 }, () => ({ expectedMs: 7_000 }));
    expect(timeLeftMs(runs, at)).toBe(100_000);
  });

  it('lasts until simulation ends', () => {
    expect(timeLeftMs([{ expectedMs: 1_000 }], { ...at, untilMs: 160_000 })).toBe(60_000);
  });

  it('only shrinks while a run goes on, and is never negative', () => {
    fc.assert(
      fc.property(fc.nat(60_000), fc.nat(90_000), fc.nat(90_000), (expectedMs, one, other) => {
        const runs = [{ expectedMs, sinceMs: 100_000 }];
        const left = (passedMs: number) => timeLeftMs(runs, { ...at, nowMs: 100_000 + passedMs });
        expect(left(one + other)).toBeLessThanOrEqual(left(one));
        expect(left(one)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
