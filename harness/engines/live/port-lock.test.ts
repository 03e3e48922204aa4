import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { takeLock } from './port-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'port-lock-test-'));
const lock = join(folder, '7.lock');
afterAll(() => rmSync(folder, { recursive: true }));

test('a lock is taken once, and by nobody else while its process lives', () => {
  expect(takeLock(lock)).toBe(true);
  const mark = readFileSync(lock, 'utf8');
  expect(mark).toMatch(new RegExp(`^${process.pid} \\d+$`));
  expect(takeLock(lock)).toBe(false);
  expect(readFileSync(lock, 'utf8')).toBe(mark);
  rmSync(lock);
});

test.each([
  ['a process that is gone', '999999999 1'],
  ['a number that was given to another process', `${process.pid} 1`],
  ['nobody', ''],
])('the lock of %s is taken over', (_who, stale) => {
  writeFileSync(lock, stale);
  expect(takeLock(lock)).toBe(true);
  expect(readFileSync(lock, 'utf8')).toMatch(`${process.pid} `);
  rmSync(lock);
});

test('taking locks leaves nothing else in the folder', () => {
  expect(readdirSync(folder)).toEqual([]);
});
