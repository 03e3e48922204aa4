import { expect, test } from 'vitest';
import { createSignalLimit, SIGNAL_CHARS_MAX, SIGNALS_MAX } from './signal-limit.ts';

const print = (count: number, line: string, life = 0, limit = createSignalLimit()) => {
  let kept = 0;
  for (let index = 0; index < count; index++) if (limit.keeps('prime', life, line)) kept++;
  return { kept, limit };
};

test('a life may print as many signals as the limit says, and no more', () => {
  const { kept, limit } = print(SIGNALS_MAX, 'x');
  expect(kept).toBe(SIGNALS_MAX);
  expect(limit.full('prime', 0)).toBe(false);
  limit.check();
  expect(limit.keeps('prime', 0, 'x')).toBe(false);
  expect(limit.full('prime', 0)).toBe(true);
  limit.skipped('prime', 0);
  const told = `prime printed too many signals in life 0: the first ${SIGNALS_MAX} were kept, 2 lines`;
  expect(() => limit.check()).toThrow(told);
});

test('the next life begins anew', () => {
  const { limit } = print(SIGNALS_MAX + 1, 'x');
  expect(print(1, 'x', 1, limit).kept).toBe(1);
});

test('few signals of many characters are limited as well', () => {
  const line = 'x'.repeat(64 * 1024);
  expect(print(1_000, line).kept).toBe(SIGNAL_CHARS_MAX / line.length);
});
