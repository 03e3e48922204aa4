import { type Clock, install } from '@sinonjs/fake-timers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAnswerWriter } from './answer-writer.ts';
import { createHeldQueue } from './held-queue.ts';

let clock: Clock & { uninstall(): void };
beforeEach(() => {
  clock = install();
});
afterEach(() => clock.uninstall());

const open = () => {
  let out = '';
  const counts: Record<string, number> = {};
  const queue = createHeldQueue<string>((text) => {
    out += text;
  });
  const writer = createAnswerWriter(
    {
      write: (bytes) => {
        out += bytes.toString();
      },
      hold: queue.hold,
      release: queue.release,
      cut: () => {
        out += '!';
      },
      own: ({ body }) => Buffer.from(body),
      count: (name, amount = 1) => {
        counts[name] = (counts[name] ?? 0) + amount;
      },
    },
    Date.now,
  );
  const delayed = () => writer.count('delayed');
  return { writer, queue, counts, delayed, out: () => out };
};
const pace = { pieceBytes: 2, pauseMs: 10 };

it('dribbles piece by piece, and what follows waits for the last one', () => {
  const { writer, queue, counts, delayed, out } = open();
  writer.dribble(Buffer.from('abcde'), pace, delayed);
  queue.push('F');
  expect(out()).toBe('');
  clock.tick(10);
  expect(out()).toBe('ab');
  clock.tick(10);
  expect(out()).toBe('abcd');
  expect(counts).toEqual({});
  clock.tick(10);
  expect(out()).toBe('abcdeF');
  expect(counts).toEqual({ heldMs: 30, delayed: 1 });
  expect(clock.countTimers()).toBe(0);
});

it('a heal lets go at once, and nothing dribbles any more', () => {
  const { writer, queue, delayed, out } = open();
  writer.dribble(Buffer.from('abcde'), pace, delayed);
  queue.push('F');
  clock.tick(10);
  writer.hurry();
  expect(out()).toBe('abcdeF');
  writer.dribble(Buffer.from('xyz'), pace, delayed);
  expect(out()).toBe('abcdeFxyz');
  expect(clock.countTimers()).toBe(0);
});

it('counts no delay where a heal let go before any time had passed', () => {
  const { writer, counts, delayed, out } = open();
  writer.dribble(Buffer.from('abcde'), pace, delayed);
  writer.hurry();
  expect(out()).toBe('abcde');
  expect(counts).toEqual({ heldMs: 0 });
});

it('holds until it is released, and counts how long', () => {
  const { writer, queue, counts, out } = open();
  writer.hold();
  queue.push('a');
  clock.tick(25);
  expect(out()).toBe('');
  writer.release();
  writer.release();
  expect(out()).toBe('a');
  expect(counts).toEqual({ heldMs: 25 });
});

it('leaves no timer when the connection is over', () => {
  const { writer, counts, delayed, out } = open();
  writer.dribble(Buffer.from('abcde'), pace, delayed);
  clock.tick(10);
  writer.cut('rst');
  clock.tick(100);
  expect(out()).toBe('ab!');
  expect(counts).toEqual({ heldMs: 10, delayed: 1 });
  expect(clock.countTimers()).toBe(0);
});
