import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createFileLock } from './file-lock.ts';
import { createManualLock } from './manual-lock.ts';

function newRoom() {
  const parent = mkdtempSync(join(tmpdir(), 'file-lock-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const clock = { nowMs: 0 };
  const folder = join(parent, 'lock');
  const lock = (owner: string, mayBeFirst = false) =>
    createFileLock({ folder, owner, leaseMs: 9000, mayBeFirst, now: () => clock.nowMs });
  return { folder, clock, lock };
}

test('B3: the active one is first; the standby waits a lease for it', async () => {
  const { clock, lock } = newRoom();
  const [active, standby] = [lock('active', true), lock('standby')];
  expect(await standby.newest()).toBe(0);
  expect(await standby.tryTake()).toBeUndefined();
  clock.nowMs = 8999;
  expect(await standby.tryTake()).toBeUndefined();
  expect(await active.tryTake()).toEqual({ generation: 1 });
  clock.nowMs = 9000;
  expect(await standby.tryTake()).toBeUndefined();
});

test('B3: an active one that never comes does not keep the standby from working', async () => {
  const { clock, lock } = newRoom();
  const standby = lock('standby');
  await standby.tryTake();
  clock.nowMs = 9000;
  expect(await standby.tryTake()).toEqual({ generation: 1 });
});

test('B3: as long as beats come nobody takes over; without them, after a lease', async () => {
  const { clock, lock } = newRoom();
  const [active, standby] = [lock('active', true), lock('standby')];
  const first = await active.tryTake();
  if (first === undefined) throw new Error('the first tenure was not given');
  for (let beat = 0; beat < 5; beat += 1) {
    expect(await active.renew(first)).toBe(true);
    clock.nowMs += 8000;
    expect(await standby.tryTake()).toBeUndefined();
  }
  clock.nowMs += 8999;
  expect(await standby.tryTake()).toBeUndefined();
  clock.nowMs += 1;
  expect(await standby.tryTake()).toEqual({ generation: 2 });
  expect(await active.isHeld(first)).toBe(false);
  expect(await active.renew(first)).toBe(false);
  expect(await standby.newest()).toBe(2);
});

test('B2: a tenure that was released on purpose is free at once', async () => {
  const { lock } = newRoom();
  const [active, standby] = [lock('active', true), lock('standby')];
  await active.release((await active.tryTake()) ?? { generation: 0 });
  expect(await standby.tryTake()).toEqual({ generation: 2 });
});

test('B3: whoever contends, whenever: each number is given once, and they rise', async () => {
  const step = fc.record({
    who: fc.nat({ max: 2 }),
    act: fc.constantFrom('take', 'renew', 'release', 'wait'),
    waitMs: fc.integer({ min: 1, max: 12_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { clock, lock } = newRoom();
      const contenders = ['a', 'b', 'c'].map((owner, place) => lock(owner, place === 0));
      const given: number[] = [];
      const held = new Map<number, number>();
      for (const { who, act, waitMs } of steps) {
        const generation = held.get(who) ?? 0;
        if (act === 'wait') clock.nowMs += waitMs;
        if (act === 'renew' && generation > 0) {
          expect(await contenders[who]?.renew({ generation })).toBe(generation === given.at(-1));
        }
        if (act === 'release' && generation > 0) await contenders[who]?.release({ generation });
        if (act !== 'take') continue;
        const takers = await Promise.all(contenders.map((contender) => contender.tryTake()));
        for (const [taker, tenure] of takers.entries()) {
          if (tenure === undefined) continue;
          given.push(tenure.generation);
          held.set(taker, tenure.generation);
        }
      }
      expect(given).toEqual(given.map((_number, place) => place + 1));
    }),
    { numRuns: 40 },
  );
});

test('B3: the folder of the lock does not grow without end', async () => {
  const { folder, lock } = newRoom();
  const active = lock('active', true);
  for (let generation = 1; generation <= 30; generation += 1) {
    const tenure = await active.tryTake();
    expect(tenure).toEqual({ generation });
    await active.renew({ generation });
    await active.release({ generation });
  }
  expect((await readdir(folder)).length).toBeLessThanOrEqual(3 * 8);
  expect(await active.newest()).toBe(30);
});

test('B4: a lock for a person gives nothing before it is allowed', async () => {
  const { lock } = newRoom();
  const manual = createManualLock(lock('standby', true), false);
  expect(await manual.tryTake()).toBeUndefined();
  manual.allow();
  expect(await manual.tryTake()).toEqual({ generation: 1 });
});
