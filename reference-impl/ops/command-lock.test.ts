import { mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockStateOf, removeStaleLock, withLock } from './command-lock.ts';
import { runFolder } from './run-folder.ts';

async function openFolder() {
  const disposable = await mkdtempDisposable(join(tmpdir(), 'lock-'));
  const folder = runFolder(disposable.path);
  return { folder, [Symbol.asyncDispose]: () => disposable.remove() };
}

/** A lock of a process that is long gone: no process starts at tick 1. */
const dead = JSON.stringify({ pid: process.pid, startedAt: '1', command: 'promote' });

test('G25: while one command is at work another one refuses, and says which', async () => {
  await using at = await openFolder();
  const refused = await withLock(at.folder, 'promote', async () => {
    expect((await lockStateOf(at.folder)).kind).toBe('held');
    return withLock(at.folder, 'start', async () => 'both').catch(({ message }) => message);
  });
  expect(refused).toContain(`ha promote (pid ${process.pid}) is at work`);
  expect(await lockStateOf(at.folder)).toEqual({ kind: 'free' });
  expect(await readdir(at.folder.root)).toEqual([]);
});

test('G25: a command that fails gives its lock back', async () => {
  await using at = await openFolder();
  const failing = withLock(at.folder, 'sync', () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await withLock(at.folder, 'sync', async () => 'next')).toBe('next');
});

test.each([
  ['of a process that is gone', dead],
  ['that holds nothing sensible', 'oops'],
])('G25, H2: a lock %s is stale, and the next command takes it over', async (_name, text) => {
  await using at = await openFolder();
  await writeFile(at.folder.lock, text);
  await writeFile(`${at.folder.lock}.of-one-that-was-killed`, dead);
  expect((await lockStateOf(at.folder)).kind).toBe('stale');
  expect(await withLock(at.folder, 'start', async () => 'taken')).toBe('taken');
  expect(await readdir(at.folder.root)).toEqual([]);
});

test('G25: of many commands after a crash exactly one at a time is at work', async () => {
  await using at = await openFolder();
  await writeFile(at.folder.lock, dead);
  let atWork = 0;
  let most = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () =>
      withLock(at.folder, 'start', async () => {
        atWork += 1;
        most = Math.max(most, atWork);
        await readdir(at.folder.root);
        atWork -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
});

test('G25: a takeover that was cut off is in nobody’s way', async () => {
  await using at = await openFolder();
  await writeFile(at.folder.lock, dead);
  await writeFile(`${at.folder.lock}.takeover`, dead);
  expect(await withLock(at.folder, 'start', async () => 'taken')).toBe('taken');
  expect(await readdir(at.folder.root)).toEqual([]);
});

test('H2: a lock that changed hands meanwhile is not removed as stale', async () => {
  await using at = await openFolder();
  await withLock(at.folder, 'promote', async () => {
    expect(await removeStaleLock(at.folder, dead)).toBe(false);
    expect((await lockStateOf(at.folder)).kind).toBe('held');
  });
});
