import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../../core/rng.ts';
import { FileBytes } from './file-bytes.ts';
import { chooseData, chooseNames, type LossPolicy } from './loss-policy.ts';

const afterLoss = (policy: LossPolicy, seed: number, writes: readonly string[]): Buffer => {
  const file = new FileBytes();
  for (const text of writes) file.write(Buffer.from(text), file.size, 'a');
  file.losePower(
    () => true,
    (undone) => chooseData(undone, policy, createRng(seed)),
  );
  return Buffer.from(file.view());
};

const outcomes = (policy: LossPolicy, writes: readonly string[]): ReadonlySet<string> =>
  new Set(
    Array.from({ length: 300 }, (_, seed) => afterLoss(policy, seed, writes).toString('latin1')),
  );

describe('what a power loss leaves', () => {
  it('is nothing under drop and everything under keep', () => {
    expect(outcomes('drop', ['ab', 'cd'])).toEqual(new Set(['']));
    expect(outcomes('keep', ['ab', 'cd'])).toEqual(new Set(['abcd']));
  });

  it('is every prefix, also within a write, under prefix', () => {
    expect(outcomes('prefix', ['ab', 'cd'])).toEqual(new Set(['', 'a', 'ab', 'abc', 'abcd']));
  });

  it('leaves a later write without an earlier one under reorder, zeros in its place', () => {
    const seen = outcomes('reorder', ['ab', 'cd']);
    expect(seen).toEqual(new Set(['', 'ab', '\0\0cd', 'abcd']));
  });

  it('tears a large write at sectors only', () => {
    const text = 'x'.repeat(512 * 4);
    let torn = 0;
    for (let seed = 0; seed < 200; seed++) {
      const left = afterLoss('tear', seed, [text]);
      for (let at = 0; at < left.length; at += 512) {
        const sector = left.subarray(at, at + 512);
        expect(new Set(sector).size).toBe(1);
      }
      if (left.includes(0)) torn += 1;
    }
    expect(torn).toBeGreaterThan(20);
  });

  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.constantFrom('prefix', 'tear', 'reorder'), fc.nat(), (policy, seed) => {
        const writes = ['one', 'two', 'x'.repeat(3000)];
        const once = afterLoss(policy as LossPolicy, seed, writes);
        expect(afterLoss(policy as LossPolicy, seed, writes).equals(once)).toBe(true);
      }),
    );
  });

  it('keeps names in order, but for reorder', () => {
    for (let seed = 0; seed < 100; seed++) {
      const kept = chooseNames(6, 'prefix', createRng(seed));
      expect(kept).toEqual(kept.toSorted((one, other) => Number(other) - Number(one)));
    }
    const drawn = new Set(
      Array.from({ length: 100 }, (_, seed) => chooseNames(2, 'reorder', createRng(seed)).join()),
    );
    expect(drawn.size).toBe(4);
  });
});
