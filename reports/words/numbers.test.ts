import { expect, test } from 'vitest';
import { countsText, duration, listed, sentence } from './numbers.ts';

test.each([
  ['call c-1 timed out', 'Call c-1 timed out.'],
  ['m-40 took effect twice', 'm-40 took effect twice.'],
  ['web>core was reset!', 'web>core was reset!'],
  ['  held ', 'Held.'],
  ['', ''],
])('%j as a sentence is %j', (text, expected) => expect(sentence(text)).toBe(expected));

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1500, '1.5 s'],
  [59_400, '59 s'],
  [61_000, '1 min 1 s'],
  [119_700, '2 min 0 s'],
  [3_840_000, '1 h 4 min'],
])('%d ms reads %j', (ms, expected) => expect(duration(ms)).toBe(expected));

test('counts name what was counted, with ms as a unit and without what is zero', () => {
  expect(countsText({ connections: 3, heldMs: 2600, bytesCut: 0 })).toBe(
    '3 connections, 2,600 ms held',
  );
});

test('one of a thing is said in the singular', () => {
  expect(countsText({ pauses: 1, bytesHeld: 1, loss: 1, exits: 2 })).toBe(
    '1 pause, 1 byte held, 1 loss, 2 exits',
  );
});

test('a list ends with and', () => {
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
});
