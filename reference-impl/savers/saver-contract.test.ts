import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CheckpointSaver, Json } from './checkpoint-saver.ts';
import { createMemorySaver } from './memory-saver.ts';
import { openSqliteSaver } from './sqlite-saver.ts';

const savers: Readonly<Record<string, () => CheckpointSaver>> = {
  memory: createMemorySaver,
  SQLite: () => {
    const folder = mkdtempSync(join(tmpdir(), 'savers-'));
    const saver = openSqliteSaver(join(folder, 'checkpoints.db'));
    onTestFinished(async () => {
      await saver.close();
      rmSync(folder, { recursive: true });
    });
    return saver;
  },
};

const at = (step: number) => ({ source: 'decision', step });
const checkpoint = (id: string, state: Json = { id }) => ({ id, state });
const putAll = (saver: CheckpointSaver, threadId: string, ...ids: readonly string[]) =>
  Promise.all(ids.map((id, step) => saver.put({ threadId }, checkpoint(id), at(step))));

const name = fc.oneof(
  fc.constantFrom('a', 'b', '__proto__', '\u0000', 'ä', '𝄞', "'; --"),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
);
const put = fc.record({
  threadId: name,
  id: name,
  state: fc.jsonValue({ noUnicodeString: false }),
  step: fc.nat(),
});
type Put = typeof put extends fc.Arbitrary<infer One> ? One : never;

/** What must be read after these puts, by the plainest means. */
const modelOf = (puts: readonly Put[]) => {
  const kept: Put[] = [];
  for (const one of puts) {
    const place = kept.findIndex((it) => it.threadId === one.threadId && it.id === one.id);
    if (place < 0) kept.push(one);
    else kept[place] = one;
  }
  return kept;
};

const asTuple = ({ threadId, id, state, step }: Put) => ({
  config: { threadId, checkpointId: id },
  // What has gone through JSON: no -0, and no keys that an object literal would treat specially.
  checkpoint: { id, state: JSON.parse(JSON.stringify(state)) },
  metadata: at(step),
});

const send = (saver: CheckpointSaver, { threadId, id, state, step }: Put) =>
  // fast-check's JSON values are what JSON can hold.
  saver.put({ threadId }, { id, state: state as Json }, at(step));

describe.each(Object.entries(savers))('U1: the %s saver', (_kind, open) => {
  test('gives nothing for a thread that nobody has put', async () => {
    const saver = open();
    expect(await saver.getTuple({ threadId: 'none' })).toBeUndefined();
    expect(await saver.getTuple({ threadId: 'none', checkpointId: 'x' })).toBeUndefined();
    expect(await saver.list({ threadId: 'none' })).toEqual([]);
    expect(await saver.threads()).toEqual([]);
  });

  test('gives the newest by default, and any by its id', async () => {
    const saver = open();
    await putAll(saver, 't', 'z', 'm', 'a');
    expect((await saver.getTuple({ threadId: 't' }))?.checkpoint.id).toBe('a');
    const tuple = await saver.getTuple({ threadId: 't', checkpointId: 'z' });
    expect(tuple).toEqual({
      config: { threadId: 't', checkpointId: 'z' },
      checkpoint: { id: 'z', state: { id: 'z' } },
      metadata: { source: 'decision', step: 0 },
    });
    expect(await saver.getTuple({ threadId: 't', checkpointId: 'nope' })).toBeUndefined();
  });

  test('lists newest first, up to a limit, before an id', async () => {
    const saver = open();
    await putAll(saver, 't', 'a', 'b', 'c', 'd');
    const ids = async (options?: { limit?: number; before?: string }) =>
      (await saver.list({ threadId: 't' }, options)).map((tuple) => tuple.checkpoint.id);
    expect(await ids()).toEqual(['d', 'c', 'b', 'a']);
    expect(await ids({ limit: 2 })).toEqual(['d', 'c']);
    expect(await ids({ limit: 0 })).toEqual([]);
    expect(await ids({ before: 'c' })).toEqual(['b', 'a']);
    expect(await ids({ before: 'd', limit: 1 })).toEqual(['c']);
    expect(await ids({ before: 'nope' })).toEqual([]);
    await expect(ids({ limit: -1 })).rejects.toMatchObject({ code: 'refused' });
  });

  test('replaces a checkpoint that is put again, in its place', async () => {
    const saver = open();
    await putAll(saver, 't', 'a', 'b');
    await saver.put({ threadId: 't' }, checkpoint('a', 'new'), at(9));
    const list = await saver.list({ threadId: 't' });
    expect(list.map((tuple) => tuple.checkpoint)).toEqual([
      { id: 'b', state: { id: 'b' } },
      { id: 'a', state: 'new' },
    ]);
    expect(list[1]?.metadata.step).toBe(9);
  });

  test('keeps what was given, whatever becomes of the objects', async () => {
    const saver = open();
    const state = { list: [1] };
    const saved = saver.put({ threadId: 't' }, { id: 'a', state }, at(0));
    state.list.push(2);
    await saved;
    const first = await saver.getTuple({ threadId: 't' });
    // The test changes what it was given; readers may not.
    const read = first?.checkpoint.state as { list: number[] } | undefined;
    read?.list.push(3);
    expect((await saver.getTuple({ threadId: 't' }))?.checkpoint.state).toEqual({ list: [1] });
  });

  test.each([
    ['an empty thread', { threadId: '' }, checkpoint('a'), at(0), 'threadId'],
    ['half a character', { threadId: '\ud800' }, checkpoint('a'), at(0), 'threadId'],
    ['an empty id', { threadId: 't' }, checkpoint(''), at(0), 'checkpoint.id'],
    ['no source', { threadId: 't' }, checkpoint('a'), { source: '', step: 0 }, 'metadata.source'],
    ['a step below 0', { threadId: 't' }, checkpoint('a'), at(-1), 'metadata.step'],
  ])('refuses %s by its name, and keeps nothing', async (_what, config, one, metadata, named) => {
    const saver = open();
    const error = await saver.put(config, one, metadata).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: 'SaverError', code: 'refused' });
    expect(error.message).toContain(named);
    expect(await saver.threads()).toEqual([]);
  });

  test('refuses a state that JSON cannot hold', async () => {
    const saver = open();
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    for (const state of [circle, 1n, undefined]) {
      // On purpose no JSON: a caller without types may send it.
      const asked = saver.put({ threadId: 't' }, { id: 'a', state: state as never }, at(0));
      await expect(asked).rejects.toMatchObject({ code: 'refused' });
    }
  });

  test('refuses everything once it is closed, which may be done twice', async () => {
    const saver = open();
    const last = saver.put({ threadId: 't' }, checkpoint('a'), at(0));
    await saver.close();
    await saver.close();
    expect(await last).toEqual({ threadId: 't', checkpointId: 'a' });
    const closed = { code: 'closed' };
    await expect(saver.put({ threadId: 't' }, checkpoint('b'), at(1))).rejects.toMatchObject(
      closed,
    );
    await expect(saver.getTuple({ threadId: 't' })).rejects.toMatchObject(closed);
    await expect(saver.list({ threadId: 't' })).rejects.toMatchObject(closed);
    await expect(saver.threads()).rejects.toMatchObject(closed);
  });

  test('does what a plain list does, whatever is put, alone or at once', async () => {
    const saver = open();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(put, { maxLength: 20 }), fc.boolean(), async (puts, atOnce) => {
        runs += 1;
        const own = puts.map((one) => ({ ...one, threadId: `${runs}/${one.threadId}` }));
        if (atOnce) await Promise.all(own.map((one) => send(saver, one)));
        else for (const one of own) await send(saver, one);
        const kept = modelOf(own);
        for (const threadId of new Set(own.map((one) => one.threadId))) {
          const expected = kept.filter((it) => it.threadId === threadId).map(asTuple);
          expect(await saver.list({ threadId })).toEqual(expected.toReversed());
          expect(await saver.getTuple({ threadId })).toEqual(expected.at(-1));
          for (const tuple of expected) expect(await saver.getTuple(tuple.config)).toEqual(tuple);
        }
        const names = [...new Set(own.map((one) => Buffer.from(one.threadId).toString('hex')))];
        const found = (await saver.threads()).filter((it) => it.startsWith(`${runs}/`));
        expect(found.map((it) => Buffer.from(it).toString('hex'))).toEqual(names.sort());
      }),
      { numRuns: 60 },
    );
  });
});
