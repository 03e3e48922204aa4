import { type Clock, install } from '@sinonjs/fake-timers';
import * as cockatiel from 'cockatiel';
import CircuitBreaker from 'opossum';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BreakerOptions } from './breaker/breaker-rules.ts';
import { withBreaker } from './breaker/with-breaker.ts';
import { withRetry } from './retry/with-retry.ts';

/*
 * What keeps the well-kept breakers out of the stack: each test shows a requirement that they miss
 * and that ours meets. A test that fails after an upgrade says that the choice can be made anew.
 */
let time: Clock;
beforeEach(() => {
  time = install();
});
afterEach(() => {
  time.uninstall();
});

type Fate = Promise<unknown>;
type Call = (fate: Fate) => Promise<unknown>;

const ours = (options: BreakerOptions = {}) => {
  const call = withBreaker((fate: Fate) => fate, { failureThreshold: 5, ...options });
  return { call: call as Call, isOpen: () => call.breaker.state() === 'open' };
};

const cockatielWith = (breaker: cockatiel.IBreaker) => {
  const policy = cockatiel.circuitBreaker(cockatiel.handleAll, { halfOpenAfter: 60_000, breaker });
  const isOpen = () => policy.state === cockatiel.CircuitState.Open;
  return { call: ((fate) => policy.execute(() => fate)) as Call, isOpen };
};

const opossum = (more: CircuitBreaker.Options = {}) => {
  const options = { timeout: false as const, resetTimeout: 60_000, ...more };
  const breaker = new CircuitBreaker((fate: Fate) => fate, options);
  const isOpen = () => breaker.opened;
  return { call: ((fate) => breaker.fire(fate)) as Call, isOpen, end: () => breaker.shutdown() };
};

const fail = (call: Call) => call(Promise.reject(new Error('down'))).catch(() => undefined);
const pass = (call: Call) => call(Promise.resolve('ok')).catch(() => undefined);

/** Five failures inside the window, with 95 successes between them. */
async function fiveOfHundred({ call, isOpen }: { call: Call; isOpen: () => boolean }) {
  for (let round = 0; round < 5; round += 1) {
    await fail(call);
    if (isOpen()) break;
    for (let n = 0; n < 19; n += 1) await pass(call);
    await time.tickAsync(10_000);
  }
  return isOpen();
}

test('F3: five failures in the window open ours, whatever succeeded between them', async () => {
  expect(await fiveOfHundred(ours())).toBe(true);
});

test('F3: no breaker of cockatiel or opossum counts failures in a sliding window', async () => {
  const { ConsecutiveBreaker, CountBreaker, SamplingBreaker } = cockatiel;
  const count = new CountBreaker({ threshold: 0.5, size: 100, minimumNumberOfCalls: 5 });
  expect(await fiveOfHundred(cockatielWith(new ConsecutiveBreaker(5)))).toBe(false);
  expect(await fiveOfHundred(cockatielWith(count))).toBe(false);
  // The other two know only shares, and open at the first failure of all.
  const sampling = new SamplingBreaker({ threshold: 0.05, duration: 300_000, minimumRps: 0.001 });
  const peer = opossum({ rollingCountTimeout: 300_000, rollingCountBuckets: 300 });
  for (const { call, isOpen } of [cockatielWith(sampling), peer]) {
    await fail(call);
    expect(isOpen()).toBe(true);
  }
  peer.end();
});

/** Opens and closes a breaker while five calls from before are still under way; then they fail. */
async function staleFailures({ call, isOpen }: { call: Call; isOpen: () => boolean }) {
  const late = Array.from({ length: 5 }, () => Promise.withResolvers<unknown>());
  const slow = late.map(({ promise }) => call(promise).catch(() => undefined));
  await time.tickAsync(1000);
  for (let n = 0; n < 5; n += 1) await fail(call);
  await time.tickAsync(60_000);
  await pass(call);
  expect(isOpen()).toBe(false);
  for (const { reject } of late) reject(new Error('late'));
  await Promise.all(slow);
  return isOpen();
}

test('F3: late failures of calls from before open the peers again, and not ours', async () => {
  expect(await staleFailures(ours({ floodWaitMs: 0 }))).toBe(false);
  expect(await staleFailures(cockatielWith(new cockatiel.ConsecutiveBreaker(5)))).toBe(true);
  const peer = opossum();
  expect(await staleFailures(peer)).toBe(true);
  peer.end();
});

/** How many of three callers have an end ten minutes after a probe began that hangs. */
async function besideHungProbe({ call }: { call: Call }) {
  for (let n = 0; n < 5; n += 1) await fail(call);
  await time.tickAsync(60_000);
  void call(new Promise(() => undefined)).catch(() => undefined);
  let ended = 0;
  for (let n = 0; n < 3; n += 1) {
    void pass(call).then(() => {
      ended += 1;
    });
  }
  await time.tickAsync(600_000);
  let comesBack = false;
  void call(Promise.resolve('ok')).then(
    () => {
      comesBack = true;
    },
    () => undefined,
  );
  await time.tickAsync(1000);
  return { ended, comesBack };
}

test('ruling 9, F3: a probe that hangs holds cockatiel’s callers and opossum’s circuit for ever', async () => {
  expect(await besideHungProbe(ours())).toEqual({ ended: 3, comesBack: true });
  const held = await besideHungProbe(cockatielWith(new cockatiel.ConsecutiveBreaker(5)));
  expect(held).toEqual({ ended: 0, comesBack: false });
  const peer = opossum({ volumeThreshold: 5 });
  expect(await besideHungProbe(peer)).toEqual({ ended: 3, comesBack: false });
  peer.end();
});

/** How many of 50 simultaneous calls reach a backend that fails all of them. */
async function flood({ call }: { call: (fate: () => Fate) => Promise<unknown> }) {
  let reached = 0;
  const all = Array.from({ length: 50 }, () =>
    call(async () => {
      reached += 1;
      await new Promise((resolve) => setTimeout(resolve, 10));
      throw new Error('down');
    }).catch(() => undefined),
  );
  await time.tickAsync(2000);
  await Promise.all(all);
  return reached;
}

test('F3: a flood reaches a dying backend whole through the peers, and five times through ours', async () => {
  const run = (fate: () => Fate) => fate();
  expect(await flood({ call: withBreaker(run, { failureThreshold: 5 }) })).toBe(5);
  const policy = cockatiel.circuitBreaker(cockatiel.handleAll, {
    halfOpenAfter: 60_000,
    breaker: new cockatiel.ConsecutiveBreaker(5),
  });
  expect(await flood({ call: (fate) => policy.execute(fate) })).toBe(50);
  const peer = new CircuitBreaker(run, { timeout: false, volumeThreshold: 5 });
  expect(await flood({ call: (fate) => peer.fire(fate) })).toBe(50);
  peer.shutdown();
});

test('U3: opossum lets one probe through, where three are to be', async () => {
  const peer = opossum({ volumeThreshold: 5 });
  const mine = ours({ halfOpenProbes: 3, probeWaitMs: 0 });
  for (const { call, isOpen } of [peer, mine]) {
    for (let n = 0; n < 5; n += 1) await fail(call);
    expect(isOpen()).toBe(true);
  }
  await time.tickAsync(60_000);
  const probes = async ({ call }: { call: Call }) => {
    const made = Array.from({ length: 4 }, () => call(Promise.resolve('ok')));
    const ends = await Promise.allSettled(made);
    return ends.filter(({ status }) => status === 'fulfilled').length;
  };
  expect([await probes(peer), await probes(mine)]).toEqual([1, 3]);
  peer.end();
});

test('U3: no person can close a breaker of cockatiel that is open', async () => {
  const breaker = new cockatiel.ConsecutiveBreaker(1);
  const policy = cockatiel.circuitBreaker(cockatiel.handleAll, { halfOpenAfter: 60_000, breaker });
  await policy.execute(() => Promise.reject(new Error('down'))).catch(() => undefined);
  const close: unknown = Reflect.get(policy, 'close');
  // It is private, and does nothing to a breaker that is open.
  if (typeof close === 'function') close.call(policy);
  expect(policy.state).toBe(cockatiel.CircuitState.Open);
});

test('G30: a caller that leaves waits out cockatiel’s backoff, and not ours', async () => {
  const leaving = new AbortController();
  const { signal } = leaving;
  const ended: string[] = [];
  const down = () => Promise.reject(new Error('down'));
  const backoff = new cockatiel.ConstantBackoff(8000);
  const policy = cockatiel.retry(cockatiel.handleAll, { maxAttempts: 3, backoff });
  void policy.execute(down, signal).catch(() => ended.push('cockatiel'));
  const options = { maxRetries: 3, baseDelayMs: 8000, signal };
  void withRetry(down, options).catch(() => ended.push('ours'));
  await time.tickAsync(10);
  leaving.abort(new Error('gone'));
  await time.tickAsync(10);
  expect(ended).toEqual(['ours']);
  await time.tickAsync(8000);
  expect(ended).toEqual(['ours', 'cockatiel']);
});
