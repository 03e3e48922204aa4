import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded stream of random numbers; the only source of randomness in plans. */
export interface Rng {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer, both ends included. */
  integer(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
  /** An independent stream, named so that adding one never shifts another. */
  fork(name: string): Rng;
}

const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
};

/** A stream that depends on nothing but the seed and the name. */
export const createRng = (seed: number, name = ''): Rng => {
  const generator = xoroshiro128plus(hash(`${seed}/${name}`));
  const next = () => (generator.next() >>> 0) / 2 ** 32;
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    integer,
    pick: (list) => {
      const found = list[integer(0, list.length - 1)];
      if (found === undefined)
        throw new Error('rng.pick: the list is empty; give at least one item');
      return found;
    },
    fork: (child) => createRng(seed, `${name}/${child}`),
  };
};
