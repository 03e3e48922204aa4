import { copyFile, type FileHandle, mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { MessageQueue } from './message-queue.ts';
import { decodeRecords, withoutReserve } from './record-line.ts';

const patient = { timeout: 20_000 };

afterEach(() => vi.restoreAllMocks());

async function prepare() {
  const dataDir = await mkdtemp(join(tmpdir(), 'journal-'));
  const log = createMemoryLog();
  const path = join(dataDir, 'queue.jsonl');
  const queue = await MessageQueue.open({ dataDir, log, repairEveryMs: 0 });
  await queue.accept({ key: 'first', text: 'first' });
  const probe = await open(join(dataDir, 'probe'), 'w');
  // All file handles share this prototype; the test needs a handle to reach it.
  const handles = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  onTestFinished(async () => {
    vi.restoreAllMocks();
    await queue.close();
    await rm(dataDir, { recursive: true });
  });
  const ids = async () =>
    decodeRecords(await readFile(path)).records.flatMap((record) =>
      record.type === 'accepted' ? [record.id] : [],
    );
  return { queue, handles, ids, log, path };
}

const failing = (code: string) => Object.assign(new Error(`${code}: as planned`), { code });
const accept = (queue: MessageQueue, key: string) => queue.accept({ key, text: key });

test('group commit: all that arrive while a sync runs share the next one', async () => {
  const { queue, handles, ids } = await prepare();
  const syncs = vi.spyOn(handles, 'datasync');
  const keys = Array.from({ length: 100 }, (_, n) => `k${n}`);
  await Promise.all(keys.map((key) => accept(queue, key)));
  expect(syncs.mock.calls.length).toBeLessThanOrEqual(2);
  expect(await ids()).toEqual(['first', ...keys]);
});

test('ruling 4: nothing is acknowledged before the sync has ended', async () => {
  const { queue, handles } = await prepare();
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  vi.spyOn(handles, 'datasync').mockImplementation(() => {
    begun.resolve();
    return gate.promise;
  });
  let acknowledged = false;
  const accepted = accept(queue, 'a').then(() => {
    acknowledged = true;
  });
  await begun.promise;
  await new Promise(setImmediate);
  expect(acknowledged).toBe(false);
  expect(queue.get('a')).toBeUndefined();
  gate.resolve();
  await accepted;
  expect(queue.get('a')).toBeDefined();
});

test('a failed sync is never an acknowledgement, and the file is written anew before the next', async () => {
  const { queue, handles, ids, log } = await prepare();
  vi.spyOn(handles, 'datasync').mockRejectedValueOnce(failing('EIO'));
  await expect(accept(queue, 'a')).rejects.toMatchObject({
    code: 'storageFailed',
    uncertain: true,
  });
  expect(queue.trouble).toBeDefined();
  expect(log.entries.filter((entry) => entry.level === 'error')).toHaveLength(1);
  await accept(queue, 'b');
  expect(queue.trouble).toBeUndefined();
  expect(await ids()).toEqual(['first', 'b']);
});

test('while the disk stays broken everything is refused, with the reason', async () => {
  const { queue, handles, ids } = await prepare();
  vi.spyOn(handles, 'datasync').mockRejectedValue(failing('EIO'));
  vi.spyOn(handles, 'sync').mockRejectedValue(failing('EIO'));
  for (const key of ['a', 'b', 'c']) {
    await expect(accept(queue, key)).rejects.toThrow('the queue file cannot be written: EIO');
  }
  expect(queue.trouble).toBeDefined();
  vi.restoreAllMocks();
  queue.poll();
  await expect.poll(() => queue.trouble, patient).toBeUndefined();
  expect(await ids()).toEqual(['first']);
});

test('a full disk refuses for certain, and accepts again once there is room', async () => {
  const { queue, handles, ids } = await prepare();
  const write = vi.spyOn(handles, 'write').mockImplementation(() => {
    throw failing('ENOSPC');
  });
  await expect(accept(queue, 'a')).rejects.toMatchObject({ code: 'diskFull', uncertain: false });
  expect(await ids()).toEqual(['first']);
  write.mockRestore();
  await accept(queue, 'b');
  expect(await ids()).toEqual(['first', 'b']);
});

test('a batch of which only a part fitted is taken back whole', async () => {
  const { queue, handles, ids } = await prepare();
  const real = handles.write;
  let writes = 0;
  vi.spyOn(handles, 'write').mockImplementation(function (this: FileHandle, ...args: unknown[]) {
    writes += 1;
    if (writes > 1) throw failing('ENOSPC');
    const [bytes, offset, , position] = args as [Buffer, number, number, number];
    // A short write, as systems do; the mock has only one of the overloads in its type.
    return Reflect.apply(real, this, [bytes, offset, 120, position]) as never;
  });
  const both = [accept(queue, 'a'), accept(queue, 'b')];
  for (const one of both) await expect(one).rejects.toMatchObject({ code: 'diskFull' });
  vi.restoreAllMocks();
  expect(await ids()).toEqual(['first']);
  await accept(queue, 'c');
  expect(await ids()).toEqual(['first', 'c']);
});

test('a step that found no room is not forgotten: it is in the file that follows', async () => {
  const { queue, handles, ids, log } = await prepare();
  const write = vi.spyOn(handles, 'write').mockImplementation(() => {
    throw failing('ENOSPC');
  });
  queue.take();
  queue.answer('first', { answer: 'done', model: 'm' });
  await expect.poll(() => queue.trouble?.code, patient).toBe('diskFull');
  write.mockRestore();
  await accept(queue, 'b');
  expect(await ids()).toEqual(['first', 'b']);
  expect(queue.get('first')?.state).toBe('answered');
  expect(log.entries.some((entry) => entry.level === 'error')).toBe(true);
});

test('a file that cannot be replaced is used on as it is', async () => {
  const { queue, handles, ids } = await prepare();
  const sync = vi.spyOn(handles, 'sync').mockRejectedValue(failing('ENOSPC'));
  const text = 'x'.repeat(600 * 1024);
  await queue.accept({ key: 'a', text });
  await queue.accept({ key: 'b', text });
  for (const key of ['first', 'a', 'b']) {
    queue.take();
    queue.bury(key, 'no use');
  }
  await queue.accept({ key: 'c', text });
  await accept(queue, 'd');
  expect(sync).toHaveBeenCalled();
  expect(queue.trouble).toBeUndefined();
  expect(await ids()).toEqual(['first', 'a', 'b', 'c', 'd']);
});

test('a file in which nothing is over is not written anew, however long it grows', async () => {
  const { queue, handles, ids } = await prepare();
  const sync = vi.spyOn(handles, 'sync');
  const text = 'x'.repeat(600 * 1024);
  for (const key of ['a', 'b', 'c']) await queue.accept({ key, text });
  await accept(queue, 'd');
  expect(sync).not.toHaveBeenCalled();
  expect(await ids()).toEqual(['first', 'a', 'b', 'c', 'd']);
});

test('room is reserved again after a refused batch and in a file that was written anew', async () => {
  const { queue, handles, path } = await prepare();
  const roomBytes = async () =>
    (await stat(path)).size - withoutReserve(await readFile(path)).length;
  const write = vi.spyOn(handles, 'write').mockRejectedValueOnce(failing('ENOSPC'));
  await expect(accept(queue, 'a')).rejects.toMatchObject({ code: 'diskFull' });
  write.mockRestore();
  expect(await roomBytes()).toBe(0);
  await accept(queue, 'b');
  expect(await roomBytes()).toBeGreaterThan(10_000);
  vi.spyOn(handles, 'datasync').mockRejectedValueOnce(failing('EIO'));
  await expect(accept(queue, 'c')).rejects.toMatchObject({ code: 'storageFailed' });
  await accept(queue, 'd');
  expect(await roomBytes()).toBeGreaterThan(10_000);
});

test('room is reserved for many records at once, and given back when the queue closes', async () => {
  const { queue, path } = await prepare();
  const reserved = (await stat(path)).size;
  const records = withoutReserve(await readFile(path)).length;
  expect(reserved).toBeGreaterThan(10 * records);
  for (let n = 0; n < 100; n += 1) await accept(queue, `k${n}`);
  expect((await stat(path)).size).toBe(reserved);
  await queue.close();
  const closed = await readFile(path);
  expect(closed.length).toBe(withoutReserve(closed).length);
});

test('a disk that has no room to reserve takes records all the same', async () => {
  const { queue, handles, ids, path } = await prepare();
  const real = handles.write;
  vi.spyOn(handles, 'write').mockImplementation(function (this: FileHandle, ...args: unknown[]) {
    const [bytes, offset, length, position] = args as [Buffer, number, number, number];
    const isRoom = bytes[0] === 0x0a;
    if (isRoom && offset > 0) throw failing('ENOSPC');
    // A short write, as systems do; the mock has only one of the overloads in its type.
    return Reflect.apply(real, this, [bytes, offset, isRoom ? 120 : length, position]) as never;
  });
  const keys = Array.from({ length: 1000 }, (_, n) => `k${n}`);
  await Promise.all(keys.map((key) => accept(queue, key)));
  expect(queue.trouble).toBeUndefined();
  expect(await ids()).toEqual(['first', ...keys]);
  expect((await stat(path)).size).toBe(withoutReserve(await readFile(path)).length);
});

test('what a killed process had reserved is no damage, and is written over', async () => {
  const { queue, path } = await prepare();
  await accept(queue, 'a');
  const dataDir = await mkdtemp(join(tmpdir(), 'journal-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  await copyFile(path, join(dataDir, 'queue.jsonl'));
  const log = createMemoryLog();
  const second = await MessageQueue.open({ dataDir, log });
  expect(second.recovered).toEqual({ records: 2, returned: 0, damagedBytes: 0 });
  await accept(second, 'b');
  expect((await stat(join(dataDir, 'queue.jsonl'))).size).toBe((await stat(path)).size);
  await second.close();
  const { records, damages } = decodeRecords(await readFile(join(dataDir, 'queue.jsonl')));
  expect(records).toHaveLength(3);
  expect(damages).toEqual([]);
});
