import { mkdir, mkdtempDisposable, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { syncOnce } from '../sync/sync-once.ts';
import { seedState } from './seed-state.ts';
import { prepareSharedDir } from './shared-folders.ts';

const openFolder = () => mkdtempDisposable(join(tmpdir(), 'seed-'));

test('an empty state folder is filled, also one that is not there yet', async () => {
  await using folder = await openFolder();
  const path = join(folder.path, 'state');
  await seedState(path);
  expect((await readdir(path)).sort()).toEqual(['model.json', 'sessions.json']);
});

test('H3: state that was lost later is not invented again', async () => {
  await using folder = await openFolder();
  await seedState(folder.path);
  await rm(join(folder.path, 'model.json'));
  await seedState(folder.path);
  expect(await readdir(folder.path)).toEqual(['sessions.json']);
});

test('G18: what a standby starts with is older than anything on live, and only fills gaps', async () => {
  await using folder = await openFolder();
  const [live, standby] = [join(folder.path, 'live'), join(folder.path, 'standby')];
  await seedState(live);
  await seedState(standby, 'standby');
  const { copied } = await syncOnce({ from: live, to: standby, mode: 'incremental' });
  expect(copied.map(({ file }) => file)).toEqual(['sessions.json']);
  const early = join(folder.path, 'early');
  await syncOnce({ from: live, to: early, mode: 'full' });
  await seedState(early, 'standby');
  expect(await readdir(early)).toContain('model.json');
  expect((await stat(join(early, 'sessions.json'))).mtimeMs).toBeGreaterThan(0);
});

test('G18: a sync from a live core that has no sessions yet does not keep a standby from its own', async () => {
  await using folder = await openFolder();
  const [live, standby] = [join(folder.path, 'live'), join(folder.path, 'standby')];
  await mkdir(live);
  await syncOnce({ from: live, to: standby, mode: 'incremental' });
  await seedState(standby, 'standby');
  const sessions = () => readFile(join(standby, 'sessions.json'), 'utf8');
  expect(JSON.parse(await sessions())).toEqual({ sessions: {} });
  await writeFile(join(live, 'sessions.json'), '{"sessions":{"a":1}}');
  await syncOnce({ from: live, to: standby, mode: 'incremental' });
  expect(JSON.parse(await sessions())).toEqual({ sessions: { a: 1 } });
});

test('filling that a crash interrupted is finished at the next start', async () => {
  await using folder = await openFolder();
  await writeFile(join(folder.path, '.seeding'), '');
  await writeFile(join(folder.path, 'model.json'), '{}');
  await seedState(folder.path);
  expect((await readdir(folder.path)).sort()).toEqual(['model.json', 'sessions.json']);
});

test('H3: the shared folders are created on a new volume only', async () => {
  await using folder = await openFolder();
  await prepareSharedDir(folder.path);
  expect((await readdir(folder.path)).sort()).toEqual([
    'council',
    'effects',
    'lite_journal',
    'temporal_states',
    'timeline',
  ]);
  await rm(join(folder.path, 'timeline'), { recursive: true });
  await prepareSharedDir(folder.path);
  expect(await readdir(folder.path)).not.toContain('timeline');
  await mkdir(join(folder.path, 'timeline'));
});
