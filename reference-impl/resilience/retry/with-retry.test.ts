import { type Clock, install } from '@sinonjs/fake-timers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BreakerOpen } from '../breaker/breaker-open.ts';
import { backoffMs } from './backoff.ts';
import { agentSchedule, modelSchedule } from './schedules.ts';
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

test('U6: a maximum bounds the wait before the jitter', () => {
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

test('G30, U6: an error that is not worth a retry is thrown at once', async () => {
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

test('G30: an abort ends a wait at once and leaves no timer behind', async () => {
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

/** The waits of a function that never succeeds, with chance drawn as `random` says. */
async function waitsOf(schedule: typeof agentSchedule, random: () => number): Promise<number[]> {
  const waits: number[] = [];
  const sleep = async (ms: number) => void waits.push(ms);
  const down = () => Promise.reject(new Error('down'));
  await expect(withRetry(down, { ...schedule, random, sleep })).rejects.toThrow('down');
  return waits;
}

test('F2: between the attempts at a model lie 1 s, 2 s and 4 s, exactly', async () => {
  for (const drawn of [0, 0.5, 0.999]) {
    expect(await waitsOf(modelSchedule, () => drawn)).toEqual([1000, 2000, 4000]);
  }
});

test('U6: an agent waits 2, 4, 8 and 16 s, give or take a quarter, and never doubles further', async () => {
  expect(await waitsOf(agentSchedule, () => 0.5)).toEqual([2000, 4000, 8000, 16_000]);
  const longer = { ...agentSchedule, maxRetries: 7 };
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(chance, { minLength: 7, maxLength: 7 }), async (drawn) => {
      const draws = drawn.values();
      const waits = await waitsOf(longer, () => draws.next().value ?? 0);
      for (const [index, waitMs] of waits.entries()) {
        const plainMs = Math.min(2000 * 2 ** index, 16_000);
        expect(waitMs).toBeCloseTo(plainMs * (0.75 + (drawn[index] ?? 0) / 2));
      }
    }),
  );
});

test('G30: an open breaker is not asked again', async () => {
  let calls = 0;
  const blocked = withRetry(async () => {
    calls += 1;
    throw new BreakerOpen('OPEN');
  }, modelSchedule);
  await expect(blocked).rejects.toThrow('the breaker is OPEN');
  expect(calls).toBe(1);
});
