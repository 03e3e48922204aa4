import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runFolder } from '../run-folder.ts';
import { foldPromotion, type PromotionRecord, readPromotion } from './promotion-journal.ts';
import { promotionSteps, targetOf } from './promotion-steps.ts';

const begun = (id: string, maintenanceWasOn = false): PromotionRecord => {
  return { type: 'begun', id, from: 'v1', to: 'v2', maintenanceWasOn, atMs: 0 };
};
const done = (id: string, step: string): PromotionRecord => {
  return { type: 'stepDone', id, step, note: '', atMs: 0 };
};
const names = promotionSteps.map(({ name }) => name);

test('G25: a journal cut off at any byte says at most what was written, and never another thing', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'journal-'));
  const at = runFolder(folder.path);
  const records = [begun('p1'), ...names.map((name) => done('p1', name))];
  const whole = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: whole.length }), async (bytes) => {
      await writeFile(at.promotions, whole.slice(0, bytes));
      const lines = whole.slice(0, bytes).split('\n').length - 1;
      const promotion = await readPromotion(at);
      const said = [...(promotion?.done ?? [])];
      // The last line may be whole without its end.
      expect([names.slice(0, Math.max(0, lines - 1)), names.slice(0, lines)]).toContainEqual(said);
    }),
    { numRuns: 100 },
  );
});

test('G25: no journal is no promotion', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'journal-'));
  expect(await readPromotion(runFolder(folder.path))).toBeUndefined();
});

test('G25: only the last promotion counts, and only its own records', () => {
  const promotion = foldPromotion([
    begun('p1'),
    done('p1', 'deploy'),
    { type: 'finished', id: 'p1', atMs: 0 },
    begun('p2', true),
    done('p1', 'doctor'),
    done('p2', 'checkpoint'),
  ]);
  expect(promotion).toMatchObject({ id: 'p2', isOpen: true, maintenanceWasOn: true });
  expect([...(promotion?.done ?? [])]).toEqual(['checkpoint']);
});

test('G25: a promotion that is taken back leads to the version before, and does every step anew', () => {
  const turned = foldPromotion([
    begun('p1'),
    done('p1', 'deploy'),
    { type: 'turned', id: 'p1', atMs: 0 },
  ]);
  expect(turned).toMatchObject({ isTurned: true, isOpen: true });
  expect(turned && targetOf(turned)).toBe('v1');
  expect(turned?.done.size).toBe(0);
  const steps = promotionSteps.filter(({ whenTurned }) => whenTurned).map(({ name }) => name);
  expect(steps).toEqual(['maintenance on', 'deploy', 'restart live', 'maintenance off']);
});

test('G25: the steps stand in the order of the requirement', () => {
  expect(names).toEqual([
    ...['maintenance on', 'checkpoint', 'sync', 'deploy', 'restart live', 'doctor'],
    'maintenance off',
  ]);
});
