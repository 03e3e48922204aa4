import { expect, test } from 'vitest';
import { createEventLog } from './event-log.ts';
import { createRunClock } from './run-clock.ts';
import { monotonicMs } from './switchboard/monotonic-ms.ts';

const mark = (atMs: number) => ({ type: 'mark', atMs, what: 'healed' }) as const;

test('events before the start are negative, those after it are not, and all keep their distance', () => {
  const clock = createRunClock();
  const log = createEventLog(clock);
  const heard: number[] = [];
  log.onEvent((event) => heard.push(event.atMs));
  const firstMs = monotonicMs();
  log.add(mark(firstMs));
  expect(clock.nowMs()).toBeLessThan(0);
  expect(log.events()[0]?.atMs).toBeLessThan(0);
  clock.begin();
  log.begun();
  const invoke = { type: 'invoke', operation: 'a', kind: 'put', conversation: 'c' } as const;
  log.add({ ...invoke, key: 'a', textSha: '', atMs: firstMs + 900, intendedAtMs: firstMs + 800 });
  const [before, after] = log.events();
  expect(before?.atMs).toBeLessThanOrEqual(0);
  expect((after?.atMs ?? 0) - (before?.atMs ?? 0)).toBeCloseTo(900);
  expect(after).toMatchObject({ intendedAtMs: expect.closeTo((after?.atMs ?? 0) - 100) });
  expect(heard).toEqual([after?.atMs]);
  expect(() => clock.begin()).toThrow('called before');
});

test('all times of an exchange move together, and what never happened stays absent', () => {
  const clock = createRunClock();
  const log = createEventLog(clock);
  clock.begin();
  log.begun();
  const atMs = clock.zeroMs ?? 0;
  const ends = {
    link: 'a>b',
    from: 'a',
    to: 'b',
    connection: 1,
    steps: [],
    source: 'taps',
  } as const;
  const request = { method: 'GET', path: '/', requestBytes: 1, endedByCaller: false } as const;
  const times = { atMs, sentAtMs: atMs + 1, deliveredAtMs: atMs + 2, endedAtMs: atMs + 3 };
  log.add({ type: 'exchange', class: 'delivered', ...ends, ...request, ...times });
  const [event] = log.events();
  const moved = { atMs: 0, sentAtMs: 1, deliveredAtMs: 2, endedAtMs: 3 };
  for (const [name, ms] of Object.entries(moved)) {
    expect(event).toHaveProperty(name, expect.closeTo(ms));
  }
  expect(event).not.toHaveProperty('answeredAtMs');
});

test('a wall-clock time becomes a monotonic one, never later than now', () => {
  const clock = createRunClock();
  expect(clock.wallToMonotonicMs(Date.now() + 60_000)).toBeLessThanOrEqual(monotonicMs());
  const before = clock.wallToMonotonicMs(Date.now() - 5_000);
  expect(clock.wallToMonotonicMs(Date.now() - 4_000) - before).toBeGreaterThanOrEqual(999);
});

test('very many events before the start are no more trouble than few', () => {
  const clock = createRunClock();
  const log = createEventLog(clock);
  const count = 300_000;
  for (let index = 0; index < count; index++) log.add(mark(index));
  clock.begin();
  log.begun();
  expect(log.events()).toHaveLength(count);
});
