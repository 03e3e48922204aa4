import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { beginTenure } from './begin-tenure.ts';
import { readCheckpoints } from './daemon-checkpoint.ts';
import { createFileLock } from './file-lock.ts';
import { readCurrent } from './read-current.ts';
import { type CycleGround, runCycle } from './run-cycle.ts';
import { TenureLost } from './tenure-lost.ts';

function newRoot() {
  const parent = mkdtempSync(join(tmpdir(), 'begin-tenure-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const log = createMemoryLog();
  const [root, effectsFolder] = [join(parent, 'daemon'), join(parent, 'effects')];
  const lock = createFileLock({
    ...{ folder: join(parent, 'lock'), owner: 'a', leaseMs: 0, mayBeFirst: true },
  });
  const begin = async () => {
    const tenure = (await lock.tryTake()) ?? { generation: 0 };
    const start = await beginTenure(root, tenure, { dbPath: 'runs.db', log });
    onTestFinished(() => start.runs.close());
    await mkdir(effectsFolder, { recursive: true });
    const ground: CycleGround = {
      ...{ tenure, owner: 'a', folder: start.folder, outputDir: 'output', effectsFolder },
      ...{ runs: start.runs, historyMax: 5, log },
      async ensureHeld() {
        if (!(await lock.isHeld(tenure))) throw new TenureLost(tenure);
      },
    };
    return { ...start, ground };
  };
  return { root, lock, log, begin, effectsFolder };
}

test('B2, B6: a takeover goes on with output, database and checkpoints of its own', async () => {
  const { begin, root, lock } = newRoot();
  const first = await begin();
  for (const cycle of [1, 2]) await runCycle(first.ground, cycle);
  const second = await begin();
  expect(second.past.newest?.cycle).toBe(2);
  expect(second.runs.cycles()).toEqual([1, 2]);
  await runCycle(second.ground, 3);
  expect(readdirSync(join(root, 'gen-2', 'output'))).toHaveLength(3);
  expect(second.runs.cycles()).toEqual([1, 2, 3]);
  expect(first.runs.cycles()).toEqual([1, 2]);
  expect(await readCurrent(root, lock)).toMatchObject({
    ...{ kind: 'current', generation: 2, checkpoint: { cycle: 3, generation: 2 } },
  });
});

test.each(['report', 'effect', 'row', 'checkpoint', 'word'])(
  'B3: a writer that loses its place before its %s changes nothing that is read as current',
  async (before) => {
    const { begin, root, lock, log, effectsFolder } = newRoot();
    const first = await begin();
    await runCycle(first.ground, 1);
    const places = ['report', 'effect', 'row', 'checkpoint', 'word'];
    let looks = places.indexOf(before);
    // As after SIGSTOP: between two looks at the lock, all of a takeover and a cycle happen.
    const paused: CycleGround = {
      ...first.ground,
      async ensureHeld() {
        if (looks === 0) await runCycle((await begin()).ground, 2);
        looks -= 1;
        await first.ground.ensureHeld();
      },
    };
    await expect(runCycle(paused, 2)).rejects.toThrow(TenureLost);
    const current = await readCurrent(root, lock);
    expect(current).toMatchObject({ generation: 2, checkpoint: { cycle: 2, generation: 2 } });
    expect(readdirSync(effectsFolder).sort()).toEqual(['cycle-1.json', 'cycle-2.json']);
    expect(log.events('checkpointed').map(({ generation }) => generation)).toEqual([1, 2]);
  },
);

test('B3: while a new writer makes its folder, the old one no longer counts', async () => {
  const { begin, root, lock } = newRoot();
  expect(await readCurrent(root, lock)).toEqual({ kind: 'none' });
  const first = await begin();
  await runCycle(first.ground, 1);
  await lock.tryTake();
  expect(await readCurrent(root, lock)).toEqual({ kind: 'takingOver', generation: 2 });
});

test('B3: a takeover that crashed halfway is passed over by the next one', async () => {
  const { begin, root, lock } = newRoot();
  const first = await begin();
  await runCycle(first.ground, 1);
  await lock.tryTake();
  await mkdir(join(root, 'gen-2.building', 'output'), { recursive: true });
  const third = await begin();
  expect(third.past.newest?.cycle).toBe(1);
  expect(await readCurrent(root, lock)).toMatchObject({ kind: 'current', generation: 3 });
});

test.each([
  ['damaged', (path: string) => writeFileSync(path, 'no database, but long enough to be one')],
  ['lost', (path: string) => rmSync(path)],
])(
  'B6: a database that is %s is made again from the history, and that is said',
  async (_how, spoil) => {
    const { begin, root, log } = newRoot();
    const first = await begin();
    for (const cycle of [1, 2]) await runCycle(first.ground, cycle);
    spoil(join(root, 'gen-1', 'runs.db'));
    const second = await begin();
    expect(second.runs.cycles()).toEqual([1, 2]);
    expect(log.events('runsRestored')).toEqual([{ event: 'runsRestored', runs: 2 }]);
  },
);

test('B6: a database of a newer version is not thrown away: the takeover is refused', async () => {
  const { begin, root } = newRoot();
  await begin();
  const newer = new DatabaseSync(join(root, 'gen-1', 'runs.db'));
  newer.exec('PRAGMA user_version = 9');
  newer.close();
  await expect(begin()).rejects.toThrow('has version 9, this program knows 1');
});

test('B1: reports, rows and generations are bounded as the history is', async () => {
  const { begin, root } = newRoot();
  for (let tenure = 1; tenure <= 5; tenure += 1) {
    const { ground, runs } = await begin();
    for (let cycle = 1; cycle <= 3; cycle += 1) await runCycle(ground, (tenure - 1) * 3 + cycle);
    expect(runs.cycles().length).toBeLessThanOrEqual(5);
  }
  expect(readdirSync(root).sort()).toEqual(['gen-3', 'gen-4', 'gen-5']);
  expect(readdirSync(join(root, 'gen-5', 'output'))).toHaveLength(5);
});

test('B2: a cycle whose checkpoint was lost runs again, with one effect', async () => {
  const { begin, root, effectsFolder } = newRoot();
  const first = await begin();
  await runCycle(first.ground, 1);
  const effect = readFileSync(join(effectsFolder, 'cycle-1.json'), 'utf8');
  for (const name of ['daemon_checkpoint.json', 'checkpoint_history']) {
    await rename(join(root, 'gen-1', name), join(root, `aside-${name}`));
  }
  const second = await begin();
  expect(second.past.newest).toBeUndefined();
  await runCycle(second.ground, 1);
  expect(readFileSync(join(effectsFolder, 'cycle-1.json'), 'utf8')).toBe(effect);
  expect(existsSync(join(root, 'gen-2', 'daemon_checkpoint.json'))).toBe(true);
  expect((await readCheckpoints(second.folder)).newest?.generation).toBe(2);
});
