import { expect, test } from 'vitest';
import { BreakerOpen } from './breaker-open.ts';
import type { BreakerOptions } from './breaker-rules.ts';
import { withBreaker } from './with-breaker.ts';

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
      onChange: (from, to) => void changes.push(`${from} → ${to}`),
      floodWaitMs: 0,
      probeWaitMs: 0,
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
  expect(call.breaker.status()).toBe('MONITORING (4/5)');
  expect(await at(seconds(20), 'fail')).toBe('failed');
  expect(call.breaker.status()).toBe('OPEN');
  expect(await at(seconds(20), 'ok')).toBe('blocked');
  expect(await at(seconds(30), 'ok')).toBe('blocked');
  expect(await at(seconds(80), 'ok')).toBe('passed');
  expect(call.breaker.status()).toBe('CLOSED');
  expect(await at(seconds(85), 'ok')).toBe('passed');
  expect(changes).toEqual(['closed → open', 'open → halfOpen', 'halfOpen → closed']);
});

test('F3: failures that have left the window no longer count, and successes erase none', async () => {
  const { at, call } = guard({ failureThreshold: 2, monitoringPeriodMs: 100 });
  await at(0, 'fail');
  expect(await at(100, 'fail')).toBe('failed');
  expect(call.breaker.status()).toBe('MONITORING (1/2)');
  await at(150, 'ok');
  await at(199, 'fail');
  expect(call.breaker.status()).toBe('OPEN');
});

test('F3: a failed probe opens the breaker again for the whole reset time', async () => {
  const { at, call } = guard({ failureThreshold: 1 });
  await at(0, 'fail');
  expect(await at(minute, 'fail')).toBe('failed');
  expect(call.breaker.status()).toBe('OPEN');
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
  expect(call.breaker.status()).toBe('CLOSED');
});

test('ruling 9: a probe that hangs holds nobody longer than its limit', async () => {
  const { clock, call, at } = guard({ failureThreshold: 1, probeLimitMs: 10 });
  await call('fail').catch(() => undefined);
  clock.nowMs = minute;
  const gate = Promise.withResolvers<void>();
  const hung = call(gate.promise);
  expect(await at(minute + 9, 'ok')).toBe('blocked');
  expect(call.breaker.status()).toBe('HALF_OPEN');
  expect(await at(minute + 10, 'ok')).toBe('blocked');
  expect(call.breaker.status()).toBe('OPEN');
  expect(await at(2 * minute + 10, 'ok')).toBe('passed');
  gate.resolve();
  await hung;
  expect(call.breaker.status()).toBe('CLOSED');
});

test('ruling 9: a probe that hung has failed when its limit passed, not when somebody looks', async () => {
  const { clock, call, at } = guard({ failureThreshold: 1, probeLimitMs: 10 });
  await at(0, 'fail');
  clock.nowMs = minute;
  void call(new Promise(() => undefined));
  expect(await at(2 * minute + 9, 'ok')).toBe('blocked');
  clock.nowMs = 2 * minute + 10;
  expect(call.breaker.status()).toBe('HALF_OPEN');
});

test('F3: a failure that comes late does not open a breaker that has closed meanwhile', async () => {
  const { clock, call, at } = guard({ failureThreshold: 1 });
  const gate = Promise.withResolvers<void>();
  const slow = call(gate.promise);
  await at(0, 'fail');
  await at(minute, 'ok');
  expect(call.breaker.status()).toBe('CLOSED');
  clock.nowMs = minute + 1;
  gate.reject(new Error('late'));
  await expect(slow).rejects.toThrow('late');
  expect(call.breaker.status()).toBe('CLOSED');
});

test('F3, G30: an error that is no failure counts for nothing, and its probe is free again', async () => {
  const { clock, call, at } = guard({
    failureThreshold: 1,
    isFailure: (error) => !String(error).includes('caller'),
  });
  await at(0, 'fail');
  clock.nowMs = minute;
  await expect(call(Promise.reject(new Error('caller left')))).rejects.toThrow('caller left');
  expect(call.breaker.status()).toBe('HALF_OPEN');
  expect(await at(minute, 'ok')).toBe('passed');
  call.breaker.reset();
  expect(call.breaker.status()).toBe('CLOSED');
});

test('U3: after a critical failure only somebody who resets it closes the breaker', async () => {
  const { clock, call, at } = guard({ needsHuman: (error) => String(error).includes('lost') });
  await expect(call(Promise.reject(new Error('data lost')))).rejects.toThrow('data lost');
  expect([call.breaker.status(), call.breaker.held()]).toEqual(['OPEN', true]);
  for (const nowMs of [minute, 100 * minute]) expect(await at(nowMs, 'ok')).toBe('blocked');
  call.breaker.reset();
  expect([call.breaker.status(), call.breaker.held()]).toEqual(['CLOSED', false]);
  expect(await at(clock.nowMs, 'ok')).toBe('passed');
});

test('U3: a critical failure counts also when it is late, unless it is of before the reset', async () => {
  const { call, at } = guard({
    failureThreshold: 1,
    needsHuman: (e) => String(e).includes('lost'),
  });
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const slow = gates.map(({ promise }) => call(promise).catch(() => 'over'));
  await at(0, 'fail');
  gates[0].reject(new Error('data lost'));
  await slow[0];
  expect(await at(minute, 'ok')).toBe('blocked');
  call.breaker.reset();
  gates[1].reject(new Error('data lost'));
  await slow[1];
  expect(call.breaker.status()).toBe('CLOSED');
});

test('G30: options that no breaker can work with are named', () => {
  expect(() => guard({ failureThreshold: 0 })).toThrow('failureThreshold is 0; allowed: a whole');
  expect(() => guard({ resetTimeoutMs: -1 })).toThrow('resetTimeoutMs is -1; allowed: a number');
});
