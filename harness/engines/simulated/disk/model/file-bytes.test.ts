import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../../core/rng.ts';
import { FileBytes } from './file-bytes.ts';
import { chooseData, lossPolicies } from './loss-policy.ts';

type Act =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Uint8Array; readonly by: string }
  | { readonly kind: 'truncate'; readonly size: number; readonly by: string }
  | { readonly kind: 'sync'; readonly by: string };

const writer = fc.constantFrom('a', 'b');
const acts = (by: fc.Arbitrary<string>) =>
  fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant('write' as const),
        at: fc.nat(40),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
        by,
      }),
      fc.record({ kind: fc.constant('truncate' as const), size: fc.nat(50), by }),
      fc.record({ kind: fc.constant('sync' as const), by }),
    ),
    { maxLength: 30 },
  );

const apply = (file: FileBytes, act: Act): void => {
  if (act.kind === 'write') file.write(act.bytes, act.at, act.by);
  else if (act.kind === 'truncate') file.truncate(act.size, act.by);
  else file.sync(act.by);
};

const content = (file: FileBytes): string => Buffer.from(file.view()).toString('hex');

/** What a plain array of bytes would hold. */
const plainly = (all: readonly Act[]): string => {
  let bytes: number[] = [];
  for (const act of all) {
    if (act.kind === 'truncate') {
      bytes = Array.from({ length: act.size }, (_, at) => bytes[at] ?? 0);
    } else if (act.kind === 'write') {
      const size = Math.max(bytes.length, act.at + act.bytes.length);
      const old = bytes;
      bytes = Array.from({ length: size }, (_, at) => act.bytes[at - act.at] ?? old[at] ?? 0);
    }
  }
  return Buffer.from(bytes).toString('hex');
};

const drop = () => [];

describe('the bytes of a file', () => {
  it('hold what a plain array would', () => {
    fc.assert(
      fc.property(acts(writer), (all) => {
        const file = new FileBytes();
        for (const act of all) apply(file, act);
        expect(content(file)).toBe(plainly(all));
      }),
    );
  });

  it('go back to the last sync when the power goes', () => {
    fc.assert(
      fc.property(acts(fc.constant('a')), (all) => {
        const file = new FileBytes();
        for (const act of all) apply(file, act);
        const last = all.findLastIndex(({ kind }) => kind === 'sync');
        file.losePower(() => true, drop);
        expect(content(file)).toBe(plainly(all.slice(0, last + 1)));
      }),
    );
  });

  it('keep everything when all of it reached the platter', () => {
    fc.assert(
      fc.property(acts(fc.constant('a')), fc.nat(), (all, seed) => {
        const file = new FileBytes();
        for (const act of all) apply(file, act);
        file.losePower(
          () => true,
          (undone) => chooseData(undone, 'keep', createRng(seed)),
        );
        expect(content(file)).toBe(plainly(all));
        expect(file.hasPending).toBe(false);
      }),
    );
  });

  it('lose nothing that another host wrote', () => {
    fc.assert(
      fc.property(acts(writer), (all) => {
        const file = new FileBytes();
        for (const act of all) apply(file, act);
        file.losePower((by) => by === 'a', drop);
        const mine = all.findLastIndex(({ kind, by }) => kind === 'sync' && by === 'a');
        const left = all.filter(({ by }, index) => by === 'b' || index < mine);
        expect(content(file)).toBe(plainly(left));
      }),
    );
  });

  it('keep the size that another host gave them, though it was theirs already', () => {
    const file = new FileBytes();
    file.write(Buffer.from('12345'), 0, 'a');
    file.truncate(5, 'b');
    file.losePower((by) => by === 'a', drop);
    expect(content(file)).toBe('0000000000');
  });

  it('never lose a synced byte under any policy', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 2000 }),
        fc.uint8Array({ minLength: 1, maxLength: 2000 }),
        fc.constantFrom(...lossPolicies),
        fc.nat(),
        (synced, appended, policy, seed) => {
          const file = new FileBytes();
          file.write(synced, 0, 'a');
          file.sync('a');
          file.write(appended, synced.length, 'a');
          file.losePower(
            () => true,
            (undone) => chooseData(undone, policy, createRng(seed)),
          );
          expect(file.view().subarray(0, synced.length).equals(synced)).toBe(true);
        },
      ),
    );
  });

  it('forget pages that a failed sync has dropped, however often it is synced again', () => {
    const file = new FileBytes();
    file.write(Buffer.from('old'), 0, 'a');
    file.sync('a');
    file.write(Buffer.from('new'), 0, 'a');
    expect(file.losePages('a')).toBe(1);
    file.sync('a');
    expect(file.view().toString()).toBe('new');
    file.losePower(
      () => true,
      (undone) => chooseData(undone, 'keep', createRng(1)),
    );
    expect(file.view().toString()).toBe('old');
  });
});
