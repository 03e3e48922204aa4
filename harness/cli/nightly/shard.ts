import { UsageError } from '../../core/errors.ts';

/** One of several parts of a suite: `index` from 1 to `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads `2/8`. */
export const parseShard = (text: string): Shard => {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count && shard.count <= 1_000) return shard;
  throw new UsageError(`--shard ${text}: write it like 2/8, from 1/8 to 8/8`);
};

/**
 * The part of a shard: the units are ordered by their keys and dealt like cards, so every unit is
 * in exactly one shard, whatever the order in which they were found.
 */
export const dealt = <Unit>(
  units: readonly Unit[],
  { index, count }: Shard,
  keyOf: (unit: Unit) => string,
): readonly Unit[] =>
  units
    .map((unit) => ({ unit, key: keyOf(unit) }))
    .toSorted((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key)))
    .filter((_, place) => place % count === index - 1)
    .map(({ unit }) => unit);
