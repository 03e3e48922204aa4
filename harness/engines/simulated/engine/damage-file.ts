import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../../core/errors.ts';
import type { Counts, Heal } from '../../../core/fault.ts';
import type { FileDamage } from '../../../core/machine-ports.ts';
import type { Rng } from '../../../core/rng.ts';
import {
  flipBitsAtRest,
  inodeAtRest,
  putAtRest,
  readAtRest,
  rewriteAtRest,
  truncateAtRest,
} from '../disk/model/at-rest.ts';
import type { Disk } from '../disk/model/disk.ts';
import { putRule } from '../disk/rules/put-rule.ts';

/** A file of a disk, and what becomes of it. */
export interface Damaging {
  readonly path: string;
  readonly how: FileDamage;
  readonly rng: Rng;
}

/** What was done: how much, whether it still shows, and how to take it back. */
interface Damage {
  readonly counts: Counts;
  /** Where readers meet it. */
  readonly path: string;
  isThere(): boolean;
  undo(): void;
}

const contentOf = (disk: Disk, path: string): Buffer => {
  const content = readAtRest(disk, path);
  if (content !== undefined) return content;
  throw new UsageError(`damage: there is no file ${path} on the volume`);
};

const flipBits = (disk: Disk, { path, rng }: Damaging, bits: number): Damage => {
  const before = contentOf(disk, path);
  const bytesChanged = flipBitsAtRest(disk, path, { bits, rng });
  const damaged = contentOf(disk, path);
  const places = [...damaged.keys()].filter((at) => damaged[at] !== before[at]);
  const now = () => readAtRest(disk, path);
  const standing = (content: Buffer) => places.filter((at) => content[at] === damaged[at]);
  return {
    counts: { bytesChanged },
    path,
    isThere: () => standing(now() ?? Buffer.alloc(0)).length > 0,
    undo: () => {
      const content = now();
      const inode = inodeAtRest(disk, path);
      if (content === undefined || inode?.kind !== 'file') return;
      // Only what nobody has written over; all else in the file is its writers' own.
      for (const at of standing(content)) inode.bytes.repairAtRest(at, before[at] ?? 0);
    },
  };
};

/** A file is another one until somebody writes to it. */
const replaced = (
  disk: Disk,
  path: string,
  {
    before,
    after,
    counts,
  }: {
    readonly before: Buffer | undefined;
    readonly after: Buffer;
    readonly counts: Counts;
  },
): Damage => {
  const isThere = () => readAtRest(disk, path)?.equals(after) === true;
  return {
    counts,
    path,
    isThere,
    undo: () => {
      if (!isThere()) return;
      if (before === undefined) putAtRest(disk, path, null);
      else rewriteAtRest(disk, path, before);
    },
  };
};

const truncate = (disk: Disk, { path }: Damaging, bytesLeft: number): Damage => {
  const before = contentOf(disk, path);
  const bytesChanged = truncateAtRest(disk, path, bytesLeft);
  return replaced(disk, path, { before, after: contentOf(disk, path), counts: { bytesChanged } });
};

const leaveOver = (disk: Disk, { path, how }: Damaging): Damage => {
  const { suffix, bytes } = how as Extract<FileDamage, { kind: 'leftover' }>;
  const beside = `${path}${suffix}`;
  const before = readAtRest(disk, beside);
  const after = contentOf(disk, path).subarray(0, bytes);
  putAtRest(disk, beside, after);
  return replaced(disk, beside, { before, after, counts: { filesChanged: 1 } });
};

const comeBack = (disk: Disk, path: string, old: Buffer): Damage => {
  const before = contentOf(disk, path);
  if (!before.equals(old)) rewriteAtRest(disk, path, old);
  const counts = { filesChanged: before.equals(old) ? 0 : 1 };
  const damage = replaced(disk, path, { before, after: old, counts });
  return before.equals(old) ? { ...damage, isThere: () => false, undo: () => {} } : damage;
};

const inForce = (disk: Disk, damage: Damage): (() => Counts) => {
  const { path, isThere: isDamaged } = damage;
  const seen = putRule(disk, { path, effect: { kind: 'seen', isDamaged } });
  return () => {
    damage.undo();
    return { readsDamaged: 0, ...damage.counts, ...seen() };
  };
};

const stale = (disk: Disk, path: string, afterMs: number): Heal => {
  const old = contentOf(disk, path);
  const healed = new AbortController();
  const { signal } = healed;
  const coming = sleep(Math.ceil(afterMs), undefined, { signal }).then(
    () => inForce(disk, comeBack(disk, path, old)),
    () => () => ({ filesChanged: 0, readsDamaged: 0 }),
  );
  return async () => {
    healed.abort();
    return (await coming)();
  };
};

/** Damages a file behind its users' back; the heal repairs what nobody has written over. */
export const damageFile = (disk: Disk, damaging: Damaging): Heal => {
  const { how, path } = damaging;
  if (how.kind === 'stale') return stale(disk, path, how.afterMs);
  const damage =
    how.kind === 'flipBits'
      ? flipBits(disk, damaging, how.bits)
      : how.kind === 'truncate'
        ? truncate(disk, damaging, how.bytesLeft)
        : leaveOver(disk, damaging);
  const undo = inForce(disk, damage);
  return async () => undo();
};
