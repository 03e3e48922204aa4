import { type Clock, install } from '@sinonjs/fake-timers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { sleep } from './sleep.ts';
import { withRetry } from './with-retry.ts';

const schedule = fc.record({
  baseDelayMs: fc.integer({ min: 1, max: 60_000 }),
  retry: fc.integer({ min: 0, max: 12 }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

test('G2: a wait is base × 2ⁿ, give or take a quarter', () => {
  fc.assert(
    fc.property(schedule, ({ baseDelayMs, retry, random }) => {
      const plainMs = baseDelayMs * 2 ** retry;
      const waitMs = backoffMs({ baseDelayMs }, retry, () => random);
      expect(waitMs).toBeGreaterThanOrEqual(plainMs * 0.75);
      expect(waitMs).toBeLessThanOrEqual(plainMs * 1.25);
      expect(backoffMs({ baseDelayMs }, retry, () => 0.5)).toBeCloseTo(plainMs);
    }),
  );
  expect(backoffMs({ baseDelayMs: 100 }, 0, () => 0)).toBe(75);
});

test('a maximum bounds the wait before the jitter', () => {
  expect(backoffMs({ baseDelayMs: 100, maxDelayMs: 250 }, 9, () => 0.5)).toBe(250);
});

test('G30: of n failures, as many are retried as allowed, and the last error is thrown', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(6), fc.nat(6), async (failures, maxRetries) => {
      let calls = 0;
      const waits: number[] = [];
      const result = withRetry(
        async () => {
          calls += 1;
          if (calls <= failures) throw new Error(`failure ${calls}`);
          return 'done';
        },
        {
          maxRetries,
          baseDelayMs: 10,
          random: () => 0.5,
          sleep: async (ms) => void waits.push(ms),
        },
      );
      if (failures <= maxRetries) expect(await result).toBe('done');
      else await expect(result).rejects.toThrow(`failure ${maxRetries + 1}`);
      expect(calls).toBe(Math.min(failures, maxRetries) + 1);
      expect(waits).toEqual(Array.from({ length: calls - 1 }, (_, n) => 10 * 2 ** n));
    }),
  );
});

test('G30: an error that is not worth a retry is thrown at once', async () => {
  let calls = 0;
  const result = withRetry(
    async () => {
      calls += 1;
      throw new Error('final');
    },
    { maxRetries: 3, baseDelayMs: 1, shouldRetry: (error) => !String(error).includes('final') },
  );
  await expect(result).rejects.toThrow('final');
  expect(calls).toBe(1);
});

test('G2: a wait runs from the end of an attempt to the start of the next', async () => {
  const time: Clock = install({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  try {
    const starts: number[] = [];
    const result = withRetry(
      async () => {
        starts.push(Date.now());
        await sleep(70);
        if (starts.length < 3) throw new Error('again');
      },
      { maxRetries: 3, baseDelayMs: 100, random: () => 0.5 },
    );
    await time.runAllAsync();
    await result;
    expect(starts).toEqual([0, 170, 440]);
  } finally {
    time.uninstall();
  }
});

test('an abort ends a wait at once and leaves no timer behind', async () => {
  const time: Clock = install({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const aborter = new AbortController();
    const result = withRetry(() => Promise.reject(new Error('down')), {
      maxRetries: 3,
      baseDelayMs: 100,
      signal: aborter.signal,
      onRetry: () => queueMicrotask(() => aborter.abort(new Error('stop'))),
    });
    await expect(result).rejects.toThrow('stop');
    expect(time.countTimers()).toBe(0);
  } finally {
    time.uninstall();
  }
});
