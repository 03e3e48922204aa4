import { mkdtempDisposable, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createStateTeller } from './tell-state.ts';

test('G20: a standby tells what it reads, each content once, and never fails', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'tell-'));
  const log = createMemoryLog();
  const tell = createStateTeller(folder.path, log);
  const filesTold = () =>
    log.events('stateRead').map(({ files }) => (files as { file: string }[]).map((f) => f.file));
  await writeFile(join(folder.path, 'prime.md'), 'one');
  await writeFile(join(folder.path, 'sessions.json'), '{}');
  await Promise.all([tell(), tell()]);
  await tell();
  await writeFile(join(folder.path, 'prime.md'), 'two');
  await tell();
  expect(filesTold()).toEqual([['sessions.json', 'prime.md'], ['prime.md']]);
  await rm(folder.path, { recursive: true });
  await tell();
  expect(log.entries.at(-1)).toMatchObject({ level: 'error' });
});
