import { mkdtempDisposable, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createSessionMemory } from './session-memory.ts';

async function openMemory() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'sessions-'));
  onTestFinished(() => folder.remove());
  const path = join(folder.path, 'sessions.json');
  await writeFile(path, '{"sessions":{}}');
  const log = createMemoryLog();
  const memory = createSessionMemory({ folder: folder.path, flushMs: 1, log });
  const sessions = async () => JSON.parse(await readFile(path, 'utf8')).sessions;
  return { folder: folder.path, path, log, memory, sessions };
}

const noted = (key: string, session = 'chat') => ({ session, key, vector: [1, 2] });

test('G19: live writes its sessions and their vectors, and says which files it wrote', async () => {
  const { folder, memory, sessions, log } = await openMemory();
  memory.note(noted('k1'));
  memory.note(noted('k2'));
  memory.note(noted('k3', 'ui/../..'));
  await expect.poll(() => log.events('stateWritten').length).toBe(1);
  memory.note(noted('k4'));
  await memory.close();
  expect(await sessions()).toMatchObject({
    chat: { packets: 3, lastKey: 'k4' },
    'ui/../..': { packets: 1 },
  });
  const vectors = await readdir(join(folder, 'session_vectors'));
  expect(vectors.sort()).toEqual(['chat.json', 'ui%2F..%2F...json']);
  expect(log.events('stateWritten').at(-1)?.files).toEqual([
    join('session_vectors', 'chat.json'),
    'sessions.json',
  ]);
});

test('H3: sessions that were lost are not invented again; what is noted waits for them', async () => {
  const { path, memory, sessions, log } = await openMemory();
  await rm(path);
  memory.note(noted('k1'));
  await expect.poll(() => log.entries.length).toBe(1);
  await expect(sessions()).rejects.toThrow('ENOENT');
  await writeFile(path, '{"sessions":{},"kept":1}');
  memory.note(noted('k2'));
  await memory.close();
  expect(await sessions()).toMatchObject({ chat: { packets: 2, lastKey: 'k2' } });
  expect(JSON.parse(await readFile(path, 'utf8')).kept).toBe(1);
});
