import { type Clock, install } from '@sinonjs/fake-timers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startAttemptClock } from './attempt-limits.ts';

let time: Clock;
beforeEach(() => {
  time = install({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => time.uninstall());

function start(limits: Parameters<typeof startAttemptClock>[0]) {
  const expired: unknown[] = [];
  const clock = startAttemptClock(limits, (phase, limitMs) => expired.push([phase, limitMs]));
  return { clock, expired };
}

test('the read limit runs from one piece to the next, not over the whole answer', () => {
  const { clock, expired } = start({ connectMs: 10, readMs: 100 });
  for (let piece = 0; piece < 5; piece += 1) {
    clock.enter('read');
    time.tick(99);
  }
  expect(expired).toEqual([]);
  time.tick(1);
  expect(expired).toEqual([['read', 100]]);
});

test('each phase has its own limit; write and pool fall back to read and connect', () => {
  for (const [phase, limitMs] of [
    ['pool', 10],
    ['connect', 10],
    ['write', 100],
    ['read', 100],
  ] as const) {
    const { clock, expired } = start({ connectMs: 10, readMs: 100 });
    clock.enter(phase);
    time.tick(limitMs - 1);
    expect(expired).toEqual([]);
    time.tick(1);
    expect(expired).toEqual([[phase, limitMs]]);
  }
});

test('the limit on the whole is not moved by phases', () => {
  const { clock, expired } = start({ connectMs: 100, readMs: 100, totalMs: 150 });
  clock.enter('connect');
  time.tick(90);
  clock.enter('read');
  time.tick(60);
  expect(expired).toEqual([['total', 150]]);
});

test('a stopped clock stays stopped, whatever phase is entered later', () => {
  const { clock, expired } = start({ connectMs: 10, readMs: 10, totalMs: 10 });
  clock.stop();
  clock.enter('read');
  time.tick(1000);
  expect(expired).toEqual([]);
});
