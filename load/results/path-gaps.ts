import { doneAtMs, type LoadCall } from './load-calls.ts';
import { type Gap, longestGap } from './longest-gap.ts';

/** The longest gap of each path, from its first arrival to its last. */
export const pathGaps = (calls: readonly LoadCall[]): ReadonlyMap<string, Gap> =>
  new Map(
    [...Map.groupBy(calls, ({ path }) => path)].map(([path, some]) => {
      const done = some.map(doneAtMs).filter((ms) => ms !== undefined);
      const span = { fromMs: some[0]?.startMs ?? 0, toMs: some.at(-1)?.startMs ?? 0 };
      return [path, longestGap(done, span)];
    }),
  );
