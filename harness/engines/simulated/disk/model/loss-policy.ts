import type { Rng } from '../../../../core/rng.ts';
import type { SurvivingPiece, UndoneChange } from './data-change.ts';

/**
 * What a power loss does to what was not synced: nothing of it survives, all does, a prefix in order
 * with its last write cut, the same with the last write torn by sectors, or any subset.
 */
export type LossPolicy = 'drop' | 'keep' | 'prefix' | 'tear' | 'reorder';

/** All policies; a power loss without one draws from these. */
export const lossPolicies: readonly LossPolicy[] = ['drop', 'keep', 'prefix', 'tear', 'reorder'];

const sectorBytes = 512;

const whole = ({ change, after }: UndoneChange): SurvivingPiece => ({
  offset: change.offset,
  bytes: after,
  // A write grows a file at most; what was dropped before it must not shrink it.
  ...(change.length === 0 ? { size: change.sizeAfter } : {}),
});

const cut = (one: UndoneChange, rng: Rng): readonly SurvivingPiece[] => {
  if (one.change.length === 0) return [];
  const kept = rng.integer(0, one.change.length - 1);
  return [{ offset: one.change.offset, bytes: one.after.subarray(0, kept) }];
};

/** Sectors of one write survive each by chance; the file may have got its new size all the same. */
const torn = (one: UndoneChange, rng: Rng): readonly SurvivingPiece[] => {
  const { offset, length, sizeBefore, sizeAfter } = one.change;
  if (length === 0) return [];
  const pieces: SurvivingPiece[] = [];
  for (let from = 0; from < length; ) {
    const to = Math.min(length, from + sectorBytes - ((offset + from) % sectorBytes));
    if (rng.next() < 0.5)
      pieces.push({ offset: offset + from, bytes: one.after.subarray(from, to) });
    from = to;
  }
  const grows = sizeAfter > sizeBefore && rng.next() < 0.5;
  return grows
    ? [{ offset: 0, bytes: one.after.subarray(0, 0), size: sizeAfter }, ...pieces]
    : pieces;
};

/** Draws which of one file's unsynced changes reached the platter, and how much of them. */
export const chooseData = (
  undone: readonly UndoneChange[],
  policy: LossPolicy,
  rng: Rng,
): readonly SurvivingPiece[] => {
  if (policy === 'drop' || undone.length === 0) return [];
  if (policy === 'keep') return undone.map(whole);
  if (policy === 'reorder') return undone.filter(() => rng.next() < 0.5).map(whole);
  const kept = rng.integer(0, undone.length);
  const last = undone[kept];
  const pieces = undone.slice(0, kept).map(whole);
  if (last === undefined) return pieces;
  return [...pieces, ...(policy === 'tear' ? torn(last, rng) : cut(last, rng))];
};

/** Draws for each of so many unsynced name changes, in order, whether it reached the platter. */
export const chooseNames = (count: number, policy: LossPolicy, rng: Rng): readonly boolean[] => {
  if (policy === 'reorder') return Array.from({ length: count }, () => rng.next() < 0.5);
  const kept = policy === 'drop' ? 0 : policy === 'keep' ? count : rng.integer(0, count);
  return Array.from({ length: count }, (_, index) => index < kept);
};
