import { type Clock, install } from '@sinonjs/fake-timers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BreakerOpen } from './breaker-open.ts';
import type { BreakerOptions } from './breaker-rules.ts';
import { withBreaker } from './with-breaker.ts';

let time: Clock;
beforeEach(() => {
  time = install();
});
afterEach(async () => {
  await time.runAllAsync();
  time.uninstall();
});

/** A backend that takes `takesMs` and whose health a test changes; it counts what reaches it. */
function backend(options: BreakerOptions = {}) {
  const seen = { calls: 0, atOnce: 0, most: 0, down: false, hangs: false, takesMs: 10 };
  const call = withBreaker(async () => {
    seen.calls += 1;
    seen.atOnce += 1;
    seen.most = Math.max(seen.most, seen.atOnce);
    const { down, hangs } = seen;
    if (hangs) await new Promise(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, seen.takesMs));
    seen.atOnce -= 1;
    if (down) throw new Error('down');
    return 'ok';
  }, options);
  const flood = (count: number) =>
    Array.from({ length: count }, () =>
      call().then(
        () => 'passed',
        (error) => (error instanceof BreakerOpen ? 'blocked' : 'failed'),
      ),
    );
  return { seen, call, flood };
}

const count = (results: readonly string[]) => ({
  passed: results.filter((one) => one === 'passed').length,
  blocked: results.filter((one) => one === 'blocked').length,
  failed: results.filter((one) => one === 'failed').length,
});

test('F3: of a flood at a dying backend as many calls reach it as it takes to open, no more', async () => {
  const { seen, flood, call } = backend();
  seen.down = true;
  const results = Promise.all(flood(50));
  await time.tickAsync(10);
  expect(count(await results)).toEqual({ passed: 0, failed: 5, blocked: 45 });
  expect([seen.calls, call.breaker.status()]).toEqual([5, 'OPEN']);
});

test('F3: a flood at a healthy backend passes whole, in a few rounds', async () => {
  const { seen, flood } = backend();
  const results = Promise.all(flood(50));
  await time.tickAsync(50);
  expect(count(await results).passed).toBe(50);
  expect(seen.most).toBeLessThanOrEqual(30);
});

/** A backend that has borne 40 calls at once. */
async function wellTried(options: BreakerOptions = {}) {
  const tried = backend(options);
  for (let round = 0; round < 6; round += 1) {
    const results = Promise.all(tried.flood(40));
    await time.tickAsync(100);
    await results;
  }
  return tried;
}

test('F3: a backend that has borne a load is not slowed down by its breaker', async () => {
  const { seen, flood } = await wellTried();
  const before = seen.calls;
  const results = flood(40);
  await time.tickAsync(0);
  expect(seen.calls - before).toBe(40);
  await time.tickAsync(10);
  expect(count(await Promise.all(results)).passed).toBe(40);
});

test('F3: after a failure half as many may be under way as before, and what may still fail', async () => {
  const { seen, call, flood } = await wellTried();
  seen.down = true;
  const failed = call().catch(() => undefined);
  await time.tickAsync(10);
  await failed;
  const before = seen.calls;
  const results = Promise.all(flood(40));
  await time.tickAsync(0);
  expect(seen.calls - before).toBeLessThanOrEqual(20 + 4);
  await time.tickAsync(100);
  expect(count(await results).blocked).toBeGreaterThanOrEqual(40 - 24);
});

test('F3: failures that have left the window hold nobody up', async () => {
  const { seen, flood } = backend();
  seen.down = true;
  const failed = Promise.all(flood(4));
  await time.tickAsync(10);
  await failed;
  seen.down = false;
  await time.tickAsync(300_000);
  const results = Promise.all(flood(5));
  await time.tickAsync(0);
  expect(seen.atOnce).toBe(5);
  await time.tickAsync(10);
  expect(count(await results).passed).toBe(5);
});

test('F3: a call whose error is no failure gives its place back', async () => {
  const { seen, flood, call } = backend({ isFailure: () => false });
  seen.down = true;
  for (let round = 0; round < 3; round += 1) {
    const results = Promise.all(flood(5));
    await time.tickAsync(0);
    expect([seen.atOnce, call.breaker.status()]).toEqual([5, 'CLOSED']);
    await time.tickAsync(10);
    await results;
  }
});

test('F3: behind calls that hang nobody waits longer than the limit, and then is called', async () => {
  const { seen, call, flood } = backend({ floodWaitMs: 200 });
  seen.hangs = true;
  const hung = flood(5);
  await time.tickAsync(0);
  seen.hangs = false;
  const late = call();
  await time.tickAsync(199);
  expect(seen.calls).toBe(5);
  await time.tickAsync(1);
  expect(seen.calls).toBe(6);
  await time.tickAsync(10);
  expect(await late).toBe('ok');
  const next = call();
  await time.tickAsync(10);
  expect([await next, hung.length]).toEqual(['ok', 5]);
});

test('F3: waiting callers are served in their order', async () => {
  const order: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const call = withBreaker(
    async (name: number) => {
      order.push(name);
      await promise;
    },
    { failureThreshold: 1 },
  );
  const all = [1, 2, 3, 4, 5, 6].map((name) => call(name));
  await time.tickAsync(0);
  expect(order).toEqual([1]);
  resolve();
  await Promise.all(all);
  expect(order).toEqual([1, 2, 3, 4, 5, 6]);
});

test('ruling 9, F3: during a healthy probe the others wait for its result and then pass', async () => {
  const { seen, flood, call } = backend();
  seen.down = true;
  const broken = Promise.all(flood(5));
  await time.tickAsync(10);
  await broken;
  seen.down = false;
  await time.tickAsync(60_000);
  const before = seen.calls;
  const results = Promise.all(flood(50));
  await time.tickAsync(0);
  expect([seen.calls - before, call.breaker.status()]).toEqual([1, 'HALF_OPEN']);
  await time.tickAsync(100);
  expect(count(await results)).toEqual({ passed: 50, failed: 0, blocked: 0 });
});

test('ruling 9, F3: a hung probe holds the others no longer than their own limit', async () => {
  const { seen, flood } = backend({ probeWaitMs: 500 });
  seen.down = true;
  const broken = Promise.all(flood(5));
  await time.tickAsync(10);
  await broken;
  seen.hangs = true;
  await time.tickAsync(60_000);
  const before = seen.calls;
  const results = flood(50);
  await time.tickAsync(500);
  expect(seen.calls - before).toBe(1);
  expect(count(await Promise.all(results.slice(1))).blocked).toBe(49);
});

test('F3: whatever becomes of the calls, each caller gets its end, and after the first failure no more begin than may fail', async () => {
  const outcomes = fc.array(fc.constantFrom('ok', 'fail'), { minLength: 1, maxLength: 60 });
  const threshold = fc.integer({ min: 1, max: 8 });
  await fc.assert(
    fc.asyncProperty(outcomes, threshold, async (fates, failureThreshold) => {
      let begun = 0;
      let failures = 0;
      let openedAfter = 0;
      const call = withBreaker(
        async (fate: string) => {
          begun += 1;
          if (failures >= failureThreshold) openedAfter += 1;
          await new Promise((resolve) => setTimeout(resolve, 10));
          if (fate === 'fail') {
            failures += 1;
            throw new Error('down');
          }
        },
        { failureThreshold },
      );
      const all = Promise.allSettled(fates.map((fate) => call(fate)));
      await time.tickAsync(2000);
      const settled = await all;
      const blocked = settled.filter(
        (one) => one.status === 'rejected' && one.reason instanceof BreakerOpen,
      ).length;
      expect(begun + blocked).toBe(fates.length);
      expect(openedAfter).toBe(0);
      if (fates.every((fate) => fate === 'fail')) {
        expect(begun).toBe(Math.min(failureThreshold, fates.length));
      }
      if (fates.every((fate) => fate === 'ok')) expect(blocked).toBe(0);
    }),
    { numRuns: 100 },
  );
});
