import { appendFile, mkdtempDisposable, readFile, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HandoffStore, openHandoffStore } from './handoff-store.ts';

async function openFolder() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'handoffs-'));
  const path = join(folder.path, 'handoffs.jsonl');
  const opened: HandoffStore[] = [];
  const open = async (): Promise<HandoffStore> => {
    const store = await openHandoffStore(path);
    opened.push(store);
    return store;
  };
  const end = async () => {
    for (const store of opened) await store.close();
    await folder.remove();
  };
  return { path, open, [Symbol.asyncDispose]: end };
}

const asked = (id: string) => ({ id, from: 'planner', to: 'coder' });

test('G24: what was in progress at a crash is failed with a reason at the next start', async () => {
  await using folder = await openFolder();
  const first = await folder.open();
  await first.begin(asked('done'));
  await first.complete('done');
  await first.begin(asked('open'));
  const finishedAtMs = first.list().find(({ id }) => id === 'done')?.atMs;

  const second = await folder.open();
  const failed = await second.reconcile('crashed');
  expect(failed).toMatchObject([{ id: 'open', state: 'failed', reason: 'crashed' }]);
  const third = await folder.open();
  expect(third.list()).toMatchObject([
    { id: 'done', state: 'completed', atMs: finishedAtMs },
    { id: 'open', state: 'failed', reason: 'crashed' },
  ]);
  expect(await third.reconcile('again')).toEqual([]);
});

test('a handoff begins once, also when two requests race', async () => {
  await using folder = await openFolder();
  const store = await folder.open();
  const answers = await Promise.all([store.begin(asked('a')), store.begin(asked('a'))]);
  expect(answers.map(({ kind }) => kind)).toEqual(['done', 'conflict']);
  expect((await readFile(folder.path, 'utf8')).trim().split('\n')).toHaveLength(1);
});

test('completing is safe to repeat, and refused for what is unknown or failed', async () => {
  await using folder = await openFolder();
  const store = await folder.open();
  expect(await store.complete('nobody')).toEqual({ kind: 'unknown' });
  await store.begin(asked('a'));
  expect((await store.complete('a')).kind).toBe('done');
  expect((await store.complete('a')).kind).toBe('done');
  await store.begin(asked('b'));
  await store.reconcile('crashed');
  expect((await store.complete('b')).kind).toBe('conflict');
});

test('a torn last record is cut off, counted, and does not damage the next', async () => {
  await using folder = await openFolder();
  const first = await folder.open();
  await first.begin(asked('a'));
  await appendFile(folder.path, '{"id":"torn","fr');
  const second = await folder.open();
  expect(second.damagedLines).toBe(1);
  await second.begin(asked('b'));
  const third = await folder.open();
  expect(third.damagedLines).toBe(0);
  expect(third.list().map(({ id }) => id)).toEqual(['a', 'b']);
});

const step = fc.oneof(
  fc.record({ do: fc.constant('begin' as const), id: fc.constantFrom('a', 'b', 'c', 'd') }),
  fc.record({ do: fc.constant('complete' as const), id: fc.constantFrom('a', 'b', 'c', 'd') }),
  fc.record({ do: fc.constant('crash' as const), torn: fc.nat({ max: 60 }) }),
);

test('G24: over any crashes, finished stays finished and nothing stays in progress', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      await using folder = await openFolder();
      const model = new Map<string, string>();
      let store: HandoffStore = await folder.open();
      for (const one of steps) {
        if (one.do === 'begin') {
          const { kind } = await store.begin(asked(one.id));
          expect(kind).toBe(model.has(one.id) ? 'conflict' : 'done');
          if (!model.has(one.id)) model.set(one.id, 'in_progress');
        } else if (one.do === 'complete') {
          await store.complete(one.id);
          if (model.get(one.id) === 'in_progress') model.set(one.id, 'completed');
        } else {
          await crashInAppend(folder.path, store, one.torn);
          store = await folder.open();
          await store.reconcile('crashed');
          for (const [id, state] of model) if (state === 'in_progress') model.set(id, 'failed');
        }
        expect(new Map(store.list().map(({ id, state }) => [id, state]))).toEqual(model);
      }
    }),
    { numRuns: 50 },
  );
});

/** Ends a life in the middle of an append that was never acknowledged. */
async function crashInAppend(path: string, store: HandoffStore, torn: number): Promise<void> {
  await store.close();
  const before = (await readFile(path)).length;
  const line = `${JSON.stringify({ ...asked('unacknowledged'), state: 'in_progress', atMs: 1 })}\n`;
  await appendFile(path, line);
  // Everything but the whole line: what was not acknowledged may be there, but not in part.
  await truncate(path, before + Math.min(torn, line.length - 1));
}
