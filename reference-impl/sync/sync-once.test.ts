import { createHash } from 'node:crypto';
import { mkdir, mkdtempDisposable, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hashState } from './hash-state.ts';
import { syncOnce } from './sync-once.ts';

const old = new Date('2026-01-01T00:00:00Z');
const young = new Date('2026-02-01T00:00:00Z');

async function openFolders() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'sync-'));
  onTestFinished(() => folder.remove());
  const [from, to] = [join(folder.path, 'live'), join(folder.path, 'standby')];
  await mkdir(from);
  await mkdir(to);
  return { from, to, root: folder.path };
}

async function put(folder: string, file: string, text: string, at: Date = old) {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
  await utimes(join(folder, file), at, at);
}

const get = (folder: string, file: string) => readFile(join(folder, file), 'utf8');
const all = ['sessions.json', 'prime_previous.md', 'prime.md', 'Lite.md', 'session_vectors/a.json'];

test.each(['incremental', 'full'] as const)(
  'G18, G19: a sync (%s) brings exactly the named files, and live stays as it is',
  async (mode) => {
    const { from, to } = await openFolders();
    for (const file of all) await put(from, file, `live ${file}`);
    for (const file of ['model.json', 'notes.txt', 'session_vectors/.a.json.tmp']) {
      await put(from, file, 'of no concern to a standby');
    }
    await put(to, 'model.json', 'its own');
    const before = await hashState(from);
    const report = await syncOnce({ from, to, mode });
    expect(report.copied.map(({ file }) => file)).toEqual(all);
    for (const file of all) expect(await get(to, file)).toBe(`live ${file}`);
    expect(await get(to, 'model.json')).toBe('its own');
    await expect(get(to, 'notes.txt')).rejects.toThrow('ENOENT');
    await expect(get(to, 'session_vectors/.a.json.tmp')).rejects.toThrow('ENOENT');
    expect([await hashState(from), await hashState(to)]).toEqual([before, before]);
    const sha256 = createHash('sha256').update('live Lite.md').digest('hex');
    expect(report.copied).toContainEqual({ file: 'Lite.md', sha256 });
  },
);

test('G19: an incremental sync takes only what is newer on live, and leaves the rest alone', async () => {
  const { from, to } = await openFolders();
  await put(from, 'sessions.json', 'newer', young);
  await put(to, 'sessions.json', 'older', old);
  await put(from, 'prime.md', 'older', old);
  await put(to, 'prime.md', 'newer', young);
  await put(to, 'session_vectors/gone.json', 'not on live any more');
  const report = await syncOnce({ from, to, mode: 'incremental' });
  expect(report.copied.map(({ file }) => file)).toEqual(['sessions.json']);
  expect(await get(to, 'prime.md')).toBe('newer');
  expect(await get(to, 'session_vectors/gone.json')).toContain('not on live');
  expect(await syncOnce({ from, to, mode: 'incremental' })).toMatchObject({
    copied: [],
    unchanged: 2,
  });
});

test('G19: a full sync replaces the state as a whole, what live does not have included', async () => {
  const { from, to } = await openFolders();
  await put(from, 'prime.md', 'live', old);
  await put(to, 'prime.md', 'standby', young);
  await put(to, 'Lite.md', 'standby', young);
  await put(to, 'session_vectors/gone.json', 'standby');
  await syncOnce({ from, to, mode: 'full' });
  expect(await get(to, 'prime.md')).toBe('live');
  await expect(get(to, 'Lite.md')).rejects.toThrow('ENOENT');
  await expect(get(to, 'session_vectors/gone.json')).rejects.toThrow('ENOENT');
});

test('G19: after a full sync incremental ones go on, and a second full one too', async () => {
  const { from, to } = await openFolders();
  await put(from, 'prime.md', 'one', old);
  await syncOnce({ from, to, mode: 'full' });
  await put(from, 'prime.md', 'two', young);
  await put(from, 'session_vectors/b.json', 'b', young);
  await syncOnce({ from, to, mode: 'incremental' });
  expect([await get(to, 'prime.md'), await get(to, 'session_vectors/b.json')]).toEqual([
    'two',
    'b',
  ]);
  await put(from, 'prime.md', 'three', young);
  await syncOnce({ from, to, mode: 'full' });
  expect(await hashState(to)).toBe(await hashState(from));
});

test('G19: what changes on live in the very instant of a sync is taken by the next one', async () => {
  const { from, to } = await openFolders();
  const now = new Date();
  await put(from, 'prime.md', 'first', now);
  await syncOnce({ from, to, mode: 'incremental' });
  await put(from, 'prime.md', 'other', now);
  await syncOnce({ from, to, mode: 'incremental' });
  expect(await get(to, 'prime.md')).toBe('other');
});

test('G20: a sync that is paused on its way changes nothing more, a full one nothing at all', async () => {
  const { from, to } = await openFolders();
  for (const file of all) await put(from, file, 'live');
  let files = 0;
  const paused = async () => {
    files += 1;
    return files > 2;
  };
  const full = await syncOnce({ from, to, mode: 'full', paused });
  expect(full).toMatchObject({ paused: true, copied: [] });
  await expect(get(to, 'sessions.json')).rejects.toThrow('ENOENT');
  files = 0;
  const some = await syncOnce({ from, to, mode: 'incremental', paused });
  expect(some.copied.map(({ file }) => file)).toEqual(['sessions.json', 'prime_previous.md']);
});

test('G18: a standby folder inside of the live one is refused, and nothing is made there', async () => {
  const { from, root } = await openFolders();
  const order = { from, to: join(from, 'standby'), mode: 'full' } as const;
  await expect(syncOnce(order)).rejects.toThrow('use two folders');
  await expect(syncOnce({ ...order, to: root })).rejects.toThrow('use two folders');
  await expect(syncOnce({ ...order, to: from })).rejects.toThrow('use two folders');
  await expect(get(from, 'standby')).rejects.toThrow('ENOENT');
});

test('G19: a sync without a live state folder says so, and leaves the standby alone', async () => {
  const { from, to, root } = await openFolders();
  await put(to, 'prime.md', 'standby');
  for (const mode of ['incremental', 'full'] as const) {
    await expect(syncOnce({ from: join(root, 'no'), to, mode })).rejects.toThrow('ENOENT');
  }
  expect([await get(to, 'prime.md'), from]).toEqual(['standby', from]);
});
