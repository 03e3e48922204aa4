import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { publishOnce, readPublished } from './publish-once.ts';

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'effects-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('ruling 7: of many writers of one key exactly one publishes and all get its answer', async () => {
  const folder = await newFolder();
  const writers = Array.from({ length: 16 }, (_, writer) => publishOnce(folder, 'k', { writer }));
  const results = await Promise.all(writers);
  const winner = results.filter((result) => result.published);
  expect(winner).toHaveLength(1);
  for (const result of results) expect(result.stored).toEqual(winner[0]?.stored);
  expect(await readPublished(folder, 'k')).toEqual(winner[0]?.stored);
  expect(await readdir(folder)).toEqual(['k.json']);
});

test('a second publication leaves the stored answer alone', async () => {
  const folder = await newFolder();
  await publishOnce(folder, 'k', { answer: 'first' });
  const second = await publishOnce(folder, 'k', { answer: 'second' });
  expect(second).toEqual({ published: false, stored: { answer: 'first' } });
});

test('a key cannot reach outside the folder', async () => {
  const folder = await newFolder();
  await publishOnce(folder, '../../outside', 1);
  expect(await readdir(folder)).toEqual(['..%2F..%2Foutside.json']);
});

test('nothing is read where nothing was published, and damage is said plainly', async () => {
  const folder = await newFolder();
  expect(await readPublished(folder, 'k')).toBeUndefined();
  await writeFile(join(folder, 'k.json'), '{"half":');
  await expect(readPublished(folder, 'k')).rejects.toThrow('should hold JSON');
});

test('a folder that is missing fails the publication', async () => {
  const folder = await newFolder();
  await expect(publishOnce(join(folder, 'gone'), 'k', 1)).rejects.toThrow('ENOENT');
});
