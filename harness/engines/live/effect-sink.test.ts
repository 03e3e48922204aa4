import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { EffectRecord } from '../../core/stack.ts';
import { watchEffects } from './effect-sink.ts';

const newSink = () => {
  const folder = mkdtempSync(join(tmpdir(), 'effect-sink-test-'));
  const seen: EffectRecord[] = [];
  // The fixture's files hold nothing else.
  const parse = (text: string) => JSON.parse(text) as EffectRecord;
  const sink = watchEffects(join(folder, 'effects'), parse, (effect) => seen.push(effect));
  onTestFinished(() => {
    sink.close();
    rmSync(folder, { recursive: true });
  });
  const path = (name: string) => join(folder, 'effects', name);
  const content = (key: string, text = 'a') => JSON.stringify({ key, text, by: 'b' });
  /** Resolves when the sink has seen everything up to here, in the order of the kernel. */
  const caughtUp = async (name: string) => {
    writeFileSync(path(`${name}.json`), content(name));
    await vi.waitFor(() => expect(seen.map(({ key }) => key)).toContain(name), { timeout: 5_000 });
    const keys = seen.filter(({ key }) => !key.startsWith('end'));
    return keys.map(({ key, text }) => `${key}:${text}`);
  };
  return { sink, seen, path, content, caughtUp, folder };
};

test('a file that appears by link, by rename or by writing is one effect', async () => {
  const { path, content, caughtUp } = newSink();
  for (const key of ['one', 'two']) writeFileSync(path(`.${key}.tmp`), content(key));
  linkSync(path('.one.tmp'), path('one.json'));
  unlinkSync(path('.one.tmp'));
  renameSync(path('.two.tmp'), path('two.json'));
  writeFileSync(path('three.json'), content('three'));
  expect(await caughtUp('end')).toEqual(['one:a', 'two:a', 'three:a']);
});

test('a second publication of a key is a second effect, also with equal content', async () => {
  const { path, content, caughtUp } = newSink();
  for (const text of ['a', 'a', 'b']) {
    writeFileSync(path('.k.tmp'), content('k', text));
    renameSync(path('.k.tmp'), path('k.json'));
  }
  expect(await caughtUp('end')).toHaveLength(3);
});

/** Resolves when what is written now has another time than the file: the clock may be coarse. */
const ticked = async (path: string, probe: string) => {
  const { mtimeNs } = statSync(path, { bigint: true });
  await vi.waitFor(() => {
    writeFileSync(probe, 'x');
    expect(statSync(probe, { bigint: true }).mtimeNs).not.toBe(mtimeNs);
  });
};

test('a rewrite in place of a whole file is an effect, also with equal content', async () => {
  const { path, content, caughtUp } = newSink();
  writeFileSync(path('k.json'), content('k', 'a'));
  expect(await caughtUp('end')).toEqual(['k:a']);
  await ticked(path('k.json'), path('probe'));
  writeFileSync(path('k.json'), content('k', 'a'));
  expect(await caughtUp('end2')).toEqual(['k:a', 'k:a']);
  writeFileSync(path('k.json'), content('k', 'b'));
  expect(await caughtUp('end3')).toEqual(['k:a', 'k:a', 'k:b']);
});

test('a change of the mode or a second link writes nothing, and is no effect', async () => {
  const { path, content, caughtUp } = newSink();
  writeFileSync(path('k.json'), content('k', 'a'));
  await ticked(path('k.json'), path('probe'));
  chmodSync(path('k.json'), 0o600);
  linkSync(path('k.json'), path('.other'));
  expect(await caughtUp('end')).toEqual(['k:a']);
});

test('temporary and half-written files are none; the whole file is', async () => {
  const { path, content, caughtUp } = newSink();
  writeFileSync(path('k.json'), content('k').slice(0, 8));
  writeFileSync(path('.hidden.json'), content('hidden'));
  writeFileSync(path('k.json.tmp'), content('temporary'));
  expect(await caughtUp('end')).toEqual([]);
  writeFileSync(path('k.json'), content('k'));
  expect(await caughtUp('end2')).toEqual(['k:a']);
});

test('the last scan finds what no event has told, and counts nothing twice', async () => {
  const { sink, seen, path, content, caughtUp, folder } = newSink();
  writeFileSync(path('early.json'), content('early'));
  expect(await caughtUp('end')).toEqual(['early:a']);
  mkdirSync(join(folder, 'other'));
  sink.close();
  writeFileSync(path('late.json'), content('late'));
  sink.scan();
  sink.scan();
  expect(seen.map(({ key }) => key)).toEqual(['early', 'end', 'late']);
});
