import { tmpdir } from 'node:os';
import { type Clock, install } from '@sinonjs/fake-timers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EmergencyReason } from './emergency-shutdown.ts';
import { type WatchedLimits, watchLimits } from './watch-limits.ts';

let time: Clock;
beforeEach(() => {
  time = install({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => time.uninstall());

function watch(more: Partial<WatchedLimits>) {
  const told: EmergencyReason[] = [];
  const limits = {
    ...{ folder: tmpdir(), everyMs: 5000, memoryLimitPercent: 0, diskFreeLimitPercent: 0 },
    ...{ runLimitMs: 0, runLimitHeadroomMs: 30_000 },
  };
  const stop = watchLimits({ ...limits, ...more }, (reason) => told.push(reason));
  return { told, stop };
}

test('F6: 95 % of the memory is too much, 94 % is not', async () => {
  let used = 94;
  const { told, stop } = watch({ memoryLimitPercent: 95, memoryPercent: () => used });
  await time.tickAsync(5000);
  expect(told).toEqual([]);
  used = 95;
  await time.tickAsync(5000);
  expect(told).toEqual([{ kind: 'memory', detail: '95 % of the heap is used' }]);
  stop();
});

test('F6: a disk that is almost full is told, one that counts no blocks or cannot be read is not', async () => {
  const free: (number | undefined | Error)[] = [undefined, new Error('EIO'), 1, 0];
  const { told, stop } = watch({
    diskFreeLimitPercent: 1,
    async diskFreePercent() {
      const found = free.shift();
      if (found instanceof Error) throw found;
      return found;
    },
  });
  await time.tickAsync(15_000);
  expect(told).toEqual([]);
  await time.tickAsync(5000);
  expect(told).toEqual([{ kind: 'disk', detail: '0 % of the disk is free' }]);
  stop();
});

test('F6: the shutdown begins before the time limit is reached, not at it', async () => {
  const { told, stop } = watch({ runLimitMs: 600_000 });
  await time.tickAsync(569_999);
  expect(told).toEqual([]);
  await time.tickAsync(1);
  expect(told).toMatchObject([{ kind: 'timeLimit' }]);
  stop();
});

test('F6: nothing is watched that nobody limits, or once it is stopped', async () => {
  const { told, stop } = watch({ memoryPercent: () => 100, diskFreePercent: async () => 0 });
  await time.tickAsync(3_600_000);
  stop();
  const other = watch({ memoryLimitPercent: 95, memoryPercent: () => 99, runLimitMs: 60_000 });
  other.stop();
  await time.tickAsync(3_600_000);
  expect([...told, ...other.told]).toEqual([]);
});
