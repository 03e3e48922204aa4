import { appendFile, mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appendJournal } from './append-journal.ts';

test('an entry is a line of its own, also after one that a crash cut off', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'journal-'));
  const path = join(folder.path, 'Lite.md');
  await appendJournal(path, '- one');
  await appendJournal(path, '- two');
  await appendFile(path, '- cut o');
  await appendJournal(path, '- three');
  expect(await readFile(path, 'utf8')).toBe('- one\n- two\n- cut o\n- three\n');
});
