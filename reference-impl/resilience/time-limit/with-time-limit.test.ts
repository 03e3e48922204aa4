import { spawnSync } from 'node:child_process';
import { type Clock, install } from '@sinonjs/fake-timers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TimeLimitPassed } from './deadline-line.ts';
import { withTimeLimit } from './with-time-limit.ts';

let time: Clock;
beforeEach(() => {
  time = install();
});
afterEach(async () => {
  await time.runAllAsync();
  time.uninstall();
});

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test('F1, G30: each of many overlapping calls ends at its own limit, or with its own result', async () => {
  const call = fc.record({ startMs: fc.nat(300), takesMs: fc.nat(200) });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 30 }), async (calls) => {
      const limited = withTimeLimit(async (_limit, takesMs: number) => {
        await after(takesMs);
        return takesMs;
      }, 100);
      const zeroMs = performance.now();
      const all = Promise.all(
        calls.map(async ({ startMs, takesMs }) => {
          await after(startMs);
          const result = await limited(takesMs).catch((error: unknown) => error);
          return { result, atMs: performance.now() - zeroMs };
        }),
      );
      await time.runAllAsync();
      for (const [index, { result, atMs }] of (await all).entries()) {
        const { startMs = 0, takesMs = 0 } = calls[index] ?? {};
        expect(atMs).toBe(startMs + Math.min(takesMs, 100));
        // At exactly the limit either may come first.
        if (takesMs < 100) expect(result).toBe(takesMs);
        if (takesMs > 100) expect(result).toBeInstanceOf(TimeLimitPassed);
      }
    }),
    { numRuns: 100 },
  );
});

test('F1: the function’s signal aborts when the limit passes, and not before', async () => {
  const signals: AbortSignal[] = [];
  const limited = withTimeLimit(async (limit, takesMs: number) => {
    signals.push(limit.signal);
    await after(takesMs);
  }, 50);
  const [quick, slow] = [limited(10), limited(1000).catch((error: unknown) => error)];
  await time.tickAsync(50);
  await quick;
  expect(await slow).toMatchObject({ name: 'TimeLimitPassed', limitMs: 50 });
  expect(signals.map((signal) => signal.aborted)).toEqual([false, true]);
});

test('F1: many calls share one timer', async () => {
  const limited = withTimeLimit(async (_limit, takesMs: number) => after(takesMs), 60_000);
  const calls = Array.from({ length: 100 }, () => limited(5));
  expect(time.countTimers()).toBe(101);
  await time.tickAsync(5);
  await Promise.all(calls);
  expect(time.countTimers()).toBe(1);
});

test('F1: a function that throws at once is a failure like any other', async () => {
  const limited = withTimeLimit(() => {
    throw new Error('at once');
  }, 10);
  await expect(limited()).rejects.toThrow('at once');
});

test('F1: a limit that no timer can hold is refused', () => {
  for (const limitMs of [0, -1, Number.NaN, 2 ** 31]) {
    expect(() => withTimeLimit(async () => 1, limitMs)).toThrow('a time limit is more than 0');
  }
});

test('F1: the timer keeps a process alive while a call is waited for, and no longer', () => {
  const program = `
    import { withTimeLimit } from ${JSON.stringify(`${import.meta.dirname}/with-time-limit.ts`)};
    const limited = withTimeLimit((_limit, work) => work(), 200);
    await limited(async () => 'quick');
    const slow = await limited(() => new Promise(() => {})).catch((error) => error.name);
    const long = withTimeLimit(async () => 'at once', 2_000_000);
    console.log(slow, await long());
  `;
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--input-type=module-typescript', '--eval', program],
    { encoding: 'utf8', timeout: 20_000 },
  );
  expect([stdout.trim(), status]).toEqual(['TimeLimitPassed at once', 0]);
});
