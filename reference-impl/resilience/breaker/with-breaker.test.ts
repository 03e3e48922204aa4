import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BreakerOpen, type BreakerOptions, withBreaker } from './with-breaker.ts';

const minute = 60_000;

function guard(options: BreakerOptions = {}) {
  const clock = { nowMs: 0 };
  const changes: string[] = [];
  const call = withBreaker(
    async (outcome: 'ok' | 'fail' | Promise<unknown>) => {
      if (outcome === 'fail') throw new Error('down');
      await outcome;
    },
    {
      now: () => clock.nowMs,
      onChange: (from, to) => changes.push(`${from} → ${to}`),
      ...options,
    },
  );
  const at = async (nowMs: number, outcome: 'ok' | 'fail') => {
    clock.nowMs = nowMs;
    return call(outcome).then(
      () => 'passed',
      (error) => (error instanceof BreakerOpen ? 'blocked' : 'failed'),
    );
  };
  return { clock, call, at, changes };
}

test('F3, G30: the example of the failover guide holds', async () => {
  const { at, call, changes } = guard();
  const seconds = (s: number) => s * 1000;
  for (const s of [0, 5, 10, 15]) expect(await at(seconds(s), 'fail')).toBe('failed');
  expect(call.status()).toBe('MONITORING (4/5)');
  expect(await at(seconds(20), 'fail')).toBe('failed');
  expect(call.status()).toBe('OPEN');
  expect(await at(seconds(20), 'ok')).toBe('blocked');
  expect(await at(seconds(30), 'ok')).toBe('blocked');
  expect(await at(seconds(80), 'ok')).toBe('passed');
  expect(call.status()).toBe('CLOSED');
  expect(await at(seconds(85), 'ok')).toBe('passed');
  expect(changes).toEqual(['closed → open', 'open → halfOpen', 'halfOpen → closed']);
});

test('F3: failures that have left the window no longer count, and successes erase none', async () => {
  const { at, call } = guard({ failureThreshold: 2, monitoringPeriodMs: 100 });
  await at(0, 'fail');
  expect(await at(100, 'fail')).toBe('failed');
  expect(call.status()).toBe('MONITORING (1/2)');
  await at(150, 'ok');
  await at(199, 'fail');
  expect(call.status()).toBe('OPEN');
});

test('F3: a failed probe opens the breaker again for the whole reset time', async () => {
  const { at, call } = guard({ failureThreshold: 1 });
  await at(0, 'fail');
  expect(await at(minute, 'fail')).toBe('failed');
  expect(call.status()).toBe('OPEN');
  expect(await at(2 * minute - 1, 'ok')).toBe('blocked');
  expect(await at(2 * minute, 'ok')).toBe('passed');
});

test('ruling 9: half open lets through as many probes as allowed, and closes after all', async () => {
  const { clock, call } = guard({ failureThreshold: 1, halfOpenProbes: 3 });
  await call('fail').catch(() => undefined);
  clock.nowMs = minute;
  const gates = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const probes = gates.map((gate) => call(gate.promise));
  await expect(call('ok')).rejects.toThrow('the breaker is HALF_OPEN');
  for (const gate of gates.slice(0, 2)) gate.resolve();
  await Promise.all(probes.slice(0, 2));
  await expect(call('ok')).rejects.toThrow(BreakerOpen);
  gates[2]?.resolve();
  await probes[2];
  expect(call.status()).toBe('CLOSED');
});

test('ruling 9: a probe that hangs holds nobody longer than its limit', async () => {
  const { clock, call, at } = guard({ failureThreshold: 1, probeLimitMs: 10 });
  await call('fail').catch(() => undefined);
  clock.nowMs = minute;
  const gate = Promise.withResolvers<void>();
  const hung = call(gate.promise);
  expect(await at(minute + 9, 'ok')).toBe('blocked');
  expect(call.status()).toBe('HALF_OPEN');
  expect(await at(minute + 10, 'ok')).toBe('blocked');
  expect(call.status()).toBe('OPEN');
  expect(await at(2 * minute + 10, 'ok')).toBe('passed');
  gate.resolve();
  await hung;
  expect(call.status()).toBe('CLOSED');
});

test('a failure that comes late does not open a breaker that has closed meanwhile', async () => {
  const { clock, call, at } = guard({ failureThreshold: 1 });
  const gate = Promise.withResolvers<void>();
  const slow = call(gate.promise);
  await at(0, 'fail');
  await at(minute, 'ok');
  expect(call.status()).toBe('CLOSED');
  clock.nowMs = minute + 1;
  gate.reject(new Error('late'));
  await expect(slow).rejects.toThrow('late');
  expect(call.status()).toBe('CLOSED');
});

test('an error that is no failure counts for nothing, and its probe is free again', async () => {
  const { clock, call, at } = guard({
    failureThreshold: 1,
    isFailure: (error) => !String(error).includes('caller'),
  });
  await at(0, 'fail');
  clock.nowMs = minute;
  await expect(call(Promise.reject(new Error('caller left')))).rejects.toThrow('caller left');
  expect(call.status()).toBe('HALF_OPEN');
  expect(await at(minute, 'ok')).toBe('passed');
  call.reset();
  expect(call.status()).toBe('CLOSED');
});

/** A second breaker in the plainest words, for calls that end at once. */
function referenceModel(threshold: number, windowMs: number, resetMs: number) {
  let failures: number[] = [];
  let blockedUntilMs: number | undefined;
  return (nowMs: number, outcome: 'ok' | 'fail') => {
    const probing = blockedUntilMs !== undefined;
    if (blockedUntilMs !== undefined && nowMs < blockedUntilMs) return 'blocked';
    blockedUntilMs = undefined;
    if (outcome === 'ok') {
      if (probing) failures = [];
      return 'passed';
    }
    failures = [...failures.filter((atMs) => nowMs - atMs < windowMs), nowMs];
    if (probing || failures.length >= threshold) {
      blockedUntilMs = nowMs + resetMs;
      failures = [];
    }
    return 'failed';
  };
}

test('F3, G30: at random times and outcomes the breaker does what the reference model does', async () => {
  const step = fc.tuple(fc.nat(80), fc.constantFrom('ok' as const, 'fail' as const));
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 200 }),
      async (steps, threshold, resetMs) => {
        const options = { failureThreshold: threshold, monitoringPeriodMs: 150 };
        const { at } = guard({ ...options, resetTimeoutMs: resetMs });
        const expected = referenceModel(threshold, 150, resetMs);
        let nowMs = 0;
        for (const [waitMs, outcome] of steps) {
          nowMs += waitMs;
          expect(await at(nowMs, outcome)).toBe(expected(nowMs, outcome));
        }
      },
    ),
    { numRuns: 300 },
  );
});
