import { setImmediate as turn } from 'node:timers/promises';
import { install } from '@sinonjs/fake-timers';
import { expect, test } from 'vitest';
import { startPolling } from './start-polling.ts';

function fakeClock() {
  const clock = install({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  return Object.assign(clock, { [Symbol.dispose]: () => clock.uninstall() });
}

test('polls keep their beat, however long each takes below it', async () => {
  using clock = fakeClock();
  const startsMs: number[] = [];
  const stop = startPolling(async () => {
    startsMs.push(performance.now());
    await new Promise((resolve) => setTimeout(resolve, startsMs.length * 20));
  }, 100);
  await clock.tickAsync(450);
  expect(startsMs).toEqual([0, 100, 200, 300, 400]);
  const stopped = stop();
  await clock.tickAsync(200);
  await stopped;
  expect(startsMs).toHaveLength(5);
});

test('a poll that outlasts its beat swallows beats, and polls never overlap', async () => {
  using clock = fakeClock();
  const startsMs: number[] = [];
  let running = 0;
  let most = 0;
  startPolling(async () => {
    startsMs.push(performance.now());
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 250));
    running -= 1;
  }, 100);
  await clock.tickAsync(650);
  expect(startsMs).toEqual([0, 300, 600]);
  expect(most).toBe(1);
});

test('stopping waits for the poll that is running', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = startPolling(() => promise, 1_000_000);
  let isStopped = false;
  const stopped = stop().then(() => {
    isStopped = true;
  });
  await turn();
  expect(isStopped).toBe(false);
  resolve();
  await stopped;
});
