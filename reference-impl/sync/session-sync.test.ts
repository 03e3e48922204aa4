import { mkdir, mkdtempDisposable, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { hashState } from './hash-state.ts';
import { createSessionSync } from './session-sync.ts';

async function openSync() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'session-sync-'));
  onTestFinished(() => folder.remove());
  const [from, to] = [join(folder.path, 'live'), join(folder.path, 'standby')];
  await mkdir(from);
  await writeFile(join(from, 'prime.md'), 'live');
  const log = createMemoryLog();
  const answers: boolean[] = [];
  const mayRun = async () => answers.shift() ?? true;
  const sync = createSessionSync({ from, to, mayRun, log });
  return { from, to, log, sync, answers };
}

test('G17, G18: a sync is told with what it copied, and with live’s hash before and after', async () => {
  const { from, to, log, sync } = await openSync();
  const live = await hashState(from);
  sync.begin();
  sync.begin();
  await sync.settled();
  expect(await readFile(join(to, 'prime.md'), 'utf8')).toBe('live');
  expect(log.events('sync')).toMatchObject([
    { phase: 'begin', live },
    { phase: 'end', live, copied: [{ file: 'prime.md' }], paused: false },
  ]);
});

test('G16, G20: when it may not run nothing is begun, and one that runs ends', async () => {
  const { to, log, sync, answers } = await openSync();
  answers.push(false);
  sync.begin();
  await sync.settled();
  expect(log.events('sync')).toEqual([]);
  answers.push(true, false);
  sync.begin();
  await sync.settled();
  expect(log.events('sync').at(-1)).toMatchObject({ phase: 'end', paused: true, copied: [] });
  await expect(readFile(join(to, 'prime.md'))).rejects.toThrow('ENOENT');
});

test('G17: a sync that fails says why, and the next one runs', async () => {
  const { from, log, sync } = await openSync();
  await rm(from, { recursive: true });
  sync.begin();
  await sync.settled();
  expect(log.events('sync')).toMatchObject([
    { phase: 'failed', reason: expect.stringContaining('ENOENT') },
  ]);
  await mkdir(from);
  sync.begin();
  await sync.settled();
  expect(log.events('sync').at(-1)).toMatchObject({ phase: 'end' });
});
