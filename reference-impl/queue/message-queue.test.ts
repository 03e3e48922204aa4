import { readFile, stat, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openQueue, states } from './prepare-queue.ts';

test('G11: an accepted message is in the file before its acceptance resolves', async () => {
  const { queue, path } = await openQueue();
  await queue.accept({ key: 'a', text: 'hello', conversation: 'c' });
  const file = await readFile(path, 'utf8');
  expect(file).toContain('"text":"hello"');
  expect(file).toContain('"conversation":"c"');
  await queue.close();
});

test('a message is taken once, returned for later, and answered', async () => {
  const clock = { nowMs: 1000 };
  const { queue } = await openQueue({ now: () => clock.nowMs });
  await queue.accept({ key: 'a', text: 'hello' });
  expect(queue.take()).toMatchObject({ id: 'a', text: 'hello', attempts: 1 });
  expect(queue.take()).toBeUndefined();
  queue.giveBack('a', 'core is down', 3000);
  expect(queue.get('a')).toMatchObject({ state: 'pending', reason: 'core is down' });
  clock.nowMs = 2999;
  queue.poll();
  expect(queue.take()).toBeUndefined();
  clock.nowMs = 3000;
  queue.poll();
  expect(queue.take()).toMatchObject({ id: 'a', attempts: 2 });
  queue.answer('a', { answer: 'hi', model: 'm' });
  expect(queue.get('a')).toMatchObject({ state: 'answered', answer: 'hi', attempts: 2 });
  await queue.close();
});

test('a wall clock that was set back does not keep a message waiting for ever', async () => {
  const clock = { nowMs: 1_000_000 };
  const { queue } = await openQueue({ now: () => clock.nowMs, longestWaitMs: 5000 });
  await queue.accept({ key: 'a', text: 'hello' });
  queue.take();
  queue.giveBack('a', 'core is down', clock.nowMs + 4000);
  queue.poll();
  expect(queue.take()).toBeUndefined();
  clock.nowMs = 0;
  queue.poll();
  expect(queue.take()?.id).toBe('a');
  await queue.close();
});

test('the same key is the same message, and another text under it is refused', async () => {
  const { queue } = await openQueue();
  const twins = [1, 2, 3].map(() => queue.accept({ key: 'a', text: 'one' }));
  const other = queue.accept({ key: 'a', text: 'two' });
  await expect(other).rejects.toMatchObject({ code: 'conflict' });
  expect(await Promise.all(twins)).toEqual([{ id: 'a' }, { id: 'a' }, { id: 'a' }]);
  await expect(queue.accept({ key: 'a', text: 'two' })).rejects.toMatchObject({ code: 'conflict' });
  expect(queue.counts().pending).toBe(1);
  await queue.close();
});

test('when too much waits, new messages are refused and old ones go on', async () => {
  const { queue } = await openQueue({ waitingMax: 5 });
  await queue.accept({ key: 'a', text: '12345' });
  await expect(queue.accept({ key: 'b', text: '6' })).rejects.toMatchObject({ code: 'full' });
  queue.take();
  queue.answer('a', { answer: '', model: 'm' });
  await queue.accept({ key: 'b', text: '6' });
  await queue.close();
});

test('G12: what was in flight is pending after a restart, with its attempts counted', async () => {
  const first = await openQueue();
  for (const key of ['a', 'b', 'c', 'd']) await first.queue.accept({ key, text: key });
  for (const _ of 'abc') first.queue.take();
  first.queue.answer('a', { answer: 'x', model: 'm', executedBy: 'core' });
  first.queue.bury('b', 'no use');
  await first.queue.close();
  const second = await openQueue({ dataDir: first.dataDir });
  expect(states(second.queue)).toEqual({ a: 'answered', b: 'dead', c: 'pending', d: 'pending' });
  expect(second.queue.recovered).toMatchObject({ returned: 1, damagedBytes: 0 });
  expect(second.queue.get('b')?.reason).toBe('no use');
  const taken = [second.queue.take(), second.queue.take()];
  expect(taken.map((message) => [message?.id, message?.attempts])).toEqual([
    ['c', 2],
    ['d', 1],
  ]);
  await second.queue.close();
});

test('G12: a damaged tail is reported, saved aside, and gone from the file', async () => {
  const first = await openQueue();
  await first.queue.accept({ key: 'a', text: 'one' });
  await first.queue.close();
  await writeFile(first.path, '{"sum":"half a rec', { flag: 'a' });
  const second = await openQueue({ dataDir: first.dataDir });
  expect(second.queue.recovered).toEqual({ records: 1, returned: 0, damagedBytes: 18 });
  expect(second.log.events('queueDamaged')).toMatchObject([
    { bytes: 18, offset: expect.any(Number) },
  ]);
  await second.queue.accept({ key: 'b', text: 'two' });
  await second.queue.close();
  expect(await readFile(`${first.path}.damaged-1`, 'utf8')).toBe('{"sum":"half a rec');
  const third = await openQueue({ dataDir: first.dataDir });
  expect(third.queue.recovered.damagedBytes).toBe(0);
  expect(states(third.queue)).toEqual({ a: 'pending', b: 'pending' });
  await third.queue.close();
});

test('G12: a message whose text was damaged is dead with that reason, never silently gone', async () => {
  const first = await openQueue();
  await first.queue.accept({ key: 'a', text: 'needle' });
  first.queue.take();
  await first.queue.accept({ key: 'b', text: 'after' });
  await first.queue.close();
  const file = await readFile(first.path);
  file.write('NEEDLE', file.indexOf('needle'));
  await writeFile(first.path, file);
  const second = await openQueue({ dataDir: first.dataDir });
  expect(second.queue.get('a')).toMatchObject({
    state: 'dead',
    reason: expect.stringContaining('damaged'),
  });
  expect(second.queue.get('b')).toMatchObject({ state: 'pending', text: 'after' });
  await second.queue.close();
});

test('the file is written anew when most of it is over, and loses nothing by it', async () => {
  const { queue, dataDir, path } = await openQueue({ compactBytes: 4000, answeredKept: 2 });
  for (let n = 0; n < 100; n += 1) {
    await queue.accept({ key: `k${n}`, text: 'x'.repeat(50) });
    if (n % 10 === 0) continue;
    while (queue.get(`k${n}`)?.state === 'pending') queue.take();
    queue.answer(`k${n}`, { answer: 'y', model: 'm' });
  }
  await queue.close();
  expect((await stat(path)).size).toBeLessThan(8000);
  const again = await openQueue({ dataDir });
  expect(again.queue.counts()).toMatchObject({ pending: 10, answered: 90, dead: 0 });
  await again.queue.close();
});

test('every change is told, so that nobody has to ask', async () => {
  const { queue } = await openQueue();
  let told = 0;
  queue.onChange(() => {
    told += 1;
  });
  const changes = [
    () => queue.accept({ key: 'a', text: 'x' }),
    () => queue.take(),
    () => queue.giveBack('a', 'later', 0),
    () => queue.poll(),
    () => queue.take(),
    () => queue.answer('a', { answer: '', model: '' }),
  ];
  for (const [n, change] of changes.entries()) {
    await change();
    expect(told).toBe(n + 1);
  }
  await queue.close();
});
