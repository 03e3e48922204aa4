import { UsageError } from '../../core/errors.ts';

/** First and last seed of a stretch without a hole. */
export type SeedRange = readonly [number, number];

/** Of which row the seeds are; those of control runs may repeat, as they count as no schedule. */
export interface SeedOwner {
  readonly name: string;
  readonly engine: string;
  readonly mayRepeat: boolean;
}

/** The union of several sets of seeds as ranges; a seed that two of them have is refused. */
export const joinSeeds = (
  sets: readonly (readonly SeedRange[])[],
  owner: SeedOwner,
): [number, number][] => {
  const joined: [number, number][] = [];
  for (const [from, to] of sets.flat().toSorted((one, other) => one[0] - other[0])) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1] && !owner.mayRepeat) {
      throw new UsageError(
        `${owner.name} (${owner.engine}) was run with seed ${from} in two of these reports: ` +
          'its schedules would count twice. Give other seeds to one of them (--seed).',
      );
    }
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
};
