import type { Hunted, Kill } from './kill.ts';

/** One kill matrix from several: a bug needs to be caught once, an equivalent change to hold in all. */
export const joinKills = (kills: readonly Kill[]): readonly Kill[] =>
  [...Map.groupBy(kills, (kill) => kill.bug)]
    .flatMap(([, rows]) => {
      const [first] = rows;
      if (!first) return [];
      const isEquivalent = first.equivalent === true;
      const caught = rows.filter((row) => row.status === 'caught');
      const isCaught = isEquivalent ? caught.length === rows.length : caught.length > 0;
      const sizes = caught.map((row) => row.minimalFaults);
      return [
        {
          ...first,
          caughtBy: [...new Set(rows.flatMap((row) => row.caughtBy))].sort(),
          schedules: rows.reduce((sum, row) => sum + row.schedules, 0),
          minimalFaults: sizes.length === 0 ? 0 : Math.min(...sizes),
          status: isCaught ? ('caught' as const) : ('missed' as const),
        },
      ];
    })
    .toSorted((one, other) => (one.bug < other.bug ? -1 : Number(one.bug > other.bug)));

/** Several hunts as one; what one of them decided is no longer undecided. */
export const joinHunts = (hunts: readonly Hunted[]): Hunted => {
  const kills = joinKills(hunts.flatMap((hunt) => hunt.kills));
  const known = new Set(kills.map((kill) => kill.bug));
  const left = hunts.flatMap((hunt) => hunt.undecided).filter((one) => !known.has(one.bug));
  return { kills, undecided: [...new Map(left.map((one) => [one.bug, one])).values()] };
};
