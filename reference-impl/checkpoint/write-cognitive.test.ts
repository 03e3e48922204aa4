import { mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CheckpointFiles, checkpointFiles } from './checkpoint-files.ts';
import { readCognitive, readSealed } from './read-cognitive.ts';
import { writeCognitive } from './write-cognitive.ts';

const openFolder = () => mkdtempDisposable(join(tmpdir(), 'checkpoint-'));

class Crash extends Error {}

/** Steps that end with a crash before step number `crashAt`, or in the middle of a write. */
function mortalFiles(crashAt: number): CheckpointFiles {
  let steps = 0;
  const isLast = () => {
    steps += 1;
    return steps > crashAt;
  };
  const step = async (act: () => Promise<void>) => {
    if (isLast()) throw new Crash();
    await act();
  };
  return {
    writeSynced: async (path, text) => {
      if (isLast()) {
        await writeFile(path, text.slice(0, text.length / 2));
        throw new Crash();
      }
      await checkpointFiles.writeSynced(path, text);
    },
    link: (from, to) => step(() => checkpointFiles.link(from, to)),
    rename: (from, to) => step(() => checkpointFiles.rename(from, to)),
    remove: (path) => step(() => checkpointFiles.remove(path)),
    syncFolder: (folder) => step(() => checkpointFiles.syncFolder(folder)),
  };
}

test('G21: the old prime.md becomes prime_previous.md', async () => {
  await using folder = await openFolder();
  for (const text of ['one', 'two', 'three']) await writeCognitive(folder.path, text);
  expect(await readSealed(join(folder.path, 'prime.md'))).toBe('three');
  expect(await readSealed(join(folder.path, 'prime_previous.md'))).toBe('two');
  expect((await readdir(folder.path)).sort()).toEqual(['prime.md', 'prime_previous.md']);
});

test('G22: a crash between any two steps, again and again, leaves a whole checkpoint', async () => {
  const crashes = fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(crashes, async (crashPoints) => {
      await using folder = await openFolder();
      let newest = -1;
      for (const [life, crashAt] of crashPoints.entries()) {
        try {
          await writeCognitive(folder.path, `life ${life}`, { files: mortalFiles(crashAt) });
          newest = life;
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
        }
        const read = await readCognitive(folder.path);
        // Never older than the last one that was acknowledged; newer is fine, torn is not.
        expect(read === undefined ? -1 : Number(read.slice(5))).toBeGreaterThanOrEqual(newest);
        if (read !== undefined) newest = Number(read.slice(5));
      }
      await writeCognitive(folder.path, 'life 99');
      expect(await readSealed(join(folder.path, 'prime.md'))).toBe('life 99');
      const previous = await readSealed(join(folder.path, 'prime_previous.md'));
      expect(previous).toBe(newest === -1 ? undefined : `life ${newest}`);
    }),
    { numRuns: 80 },
  );
});

test('G22: there is no instant without prime.md once one was written', async () => {
  await using folder = await openFolder();
  await writeCognitive(folder.path, 'old');
  const path = join(folder.path, 'prime.md');
  const seen: (string | undefined)[] = [];
  const look = (act: () => Promise<void>) =>
    act().then(async () => void seen.push(await readSealed(path)));
  await writeCognitive(folder.path, 'new', {
    files: {
      writeSynced: (at, text) => look(() => checkpointFiles.writeSynced(at, text)),
      link: (from, to) => look(() => checkpointFiles.link(from, to)),
      rename: (from, to) => look(() => checkpointFiles.rename(from, to)),
      remove: (at) => look(() => checkpointFiles.remove(at)),
      syncFolder: (at) => look(() => checkpointFiles.syncFolder(at)),
    },
  });
  expect(seen).toEqual(['old', 'old', 'old', 'old', 'new', 'new', 'new']);
});

test('a damaged prime.md is not trusted, and never replaces a whole previous one', async () => {
  await using folder = await openFolder();
  await writeCognitive(folder.path, 'one');
  await writeCognitive(folder.path, 'two');
  const path = join(folder.path, 'prime.md');
  await writeFile(path, (await readFile(path, 'utf8')).replace('two', 'twa'));
  expect(await readCognitive(folder.path)).toBe('one');
  await writeCognitive(folder.path, 'three');
  expect(await readSealed(join(folder.path, 'prime_previous.md'))).toBe('one');
  expect(await readCognitive(folder.path)).toBe('three');
});

test('a prime.md written by hand becomes the previous one, as there is none to lose', async () => {
  await using folder = await openFolder();
  await writeFile(join(folder.path, 'prime.md'), 'by hand');
  await writeCognitive(folder.path, 'one');
  expect(await readFile(join(folder.path, 'prime_previous.md'), 'utf8')).toBe('by hand');
});

test('a write that was given up changes nothing', async () => {
  await using folder = await openFolder();
  await writeCognitive(folder.path, 'one');
  await writeCognitive(folder.path, 'two');
  const signal = AbortSignal.abort(new Error('too late'));
  await expect(writeCognitive(folder.path, 'three', { signal })).rejects.toThrow('too late');
  expect(await readCognitive(folder.path)).toBe('two');
  expect(await readSealed(join(folder.path, 'prime_previous.md'))).toBe('one');
});
