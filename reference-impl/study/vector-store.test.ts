import { appendFile, mkdtempDisposable, readFile, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { embed } from './vector.ts';
import { openVectorStore } from './vector-store.ts';

async function newFolder(): Promise<string> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'study-'));
  onTestFinished(() => folder.remove());
  return folder.path;
}

const vectorOf = (session: string, key: string) => ({ session, key, vector: [...embed(key)] });

test('vectors that were acknowledged are there after a restart, each key once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ session: fc.constantFrom('a', 'b'), key: fc.constantFrom('1', '2', '3') }),
      ),
      fc.nat({ max: 30 }),
      async (posts, tornBytes) => {
        const folder = await newFolder();
        const store = await openVectorStore(folder, 100);
        const added = await Promise.all(
          posts.map((one) => store.add(vectorOf(one.session, one.key))),
        );
        await store.close();
        await appendFile(join(folder, 'vectors.jsonl'), '{"session":"a"'.slice(0, tornBytes));
        const again = await openVectorStore(folder, 100);
        for (const session of ['a', 'b']) {
          const keys = new Set(
            posts.filter((one) => one.session === session).map(({ key }) => key),
          );
          expect(new Set(again.of(session)?.map(({ key }) => key) ?? [])).toEqual(keys);
          expect(again.of(session)?.length ?? 0).toBe(keys.size);
        }
        const different = new Set(posts.map((one) => `${one.session} ${one.key}`)).size;
        expect(added.filter((isNew) => isNew)).toHaveLength(different);
        expect(again.damagedLines).toBe(tornBytes > 0 ? 1 : 0);
        await again.close();
      },
    ),
    { numRuns: 30 },
  );
});

test('a key that comes again with another vector is refused', async () => {
  const store = await openVectorStore(await newFolder(), 100);
  await store.add({ session: 'a', key: '1', vector: [1] });
  await expect(store.add({ session: 'a', key: '1', vector: [2] })).rejects.toThrow(
    'another vector',
  );
  await store.close();
});

test('a session keeps its newest vectors, and the file does not grow for ever', async () => {
  const folder = await newFolder();
  const store = await openVectorStore(folder, 3);
  for (let nth = 0; nth < 10; nth += 1) await store.add(vectorOf('a', `k${nth}`));
  expect(store.of('a')?.map(({ key }) => key)).toEqual(['k7', 'k8', 'k9']);
  await store.close();
  const again = await openVectorStore(folder, 3);
  expect(again.of('a')?.map(({ key }) => key)).toEqual(['k7', 'k8', 'k9']);
  const text = await readFile(join(folder, 'vectors.jsonl'), 'utf8');
  expect(text.trim().split('\n')).toHaveLength(3);
  await again.add(vectorOf('a', 'k10'));
  await again.close();
});

test('a damaged file is opened, and says how much of it is lost', async () => {
  const folder = await newFolder();
  const path = join(folder, 'vectors.jsonl');
  const store = await openVectorStore(folder, 10);
  await store.add(vectorOf('a', '1'));
  await store.close();
  await truncate(path, 20);
  await appendFile(path, '\n{"session":7}\n');
  const again = await openVectorStore(folder, 10);
  expect([again.of('a'), again.damagedLines]).toEqual([undefined, 2]);
  await again.close();
});
