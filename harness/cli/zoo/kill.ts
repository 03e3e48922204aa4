import type { PlantedBug } from '../../core/planted-bug.ts';
import type { ReportModel } from '../../core/report-model.ts';
import type { RunStatus } from '../../core/verdict.ts';

/** One row of the kill matrix. */
export type Kill = NonNullable<ReportModel['zoo']>[number];

/** One run with a bug in place, on either engine. */
export interface BugRun {
  readonly seed: number;
  readonly status: RunStatus;
  /** Invariants that were violated. */
  readonly violated: readonly string[];
  readonly steps: number;
  readonly because: string;
}

/** What a hunt found: the kill matrix, and the bugs of which no run could be judged. */
export interface Hunted {
  readonly kills: readonly Kill[];
  readonly undecided: readonly { readonly bug: string; readonly because: string }[];
}

/** Whether a bug needs no more runs; an equivalent change must hold in all of them. */
export const isDecided = (bug: PlantedBug, runs: readonly BugRun[]): boolean =>
  runs.some((run) => run.violated.includes(bug.caughtBy));

/** What the runs of all bugs come to; how many were needed is counted up to the first that caught it. */
export const huntedOf = (
  bugs: readonly PlantedBug[],
  runs: ReadonlyMap<string, readonly BugRun[]>,
): Hunted => {
  const all = bugs.map((bug) => killOf(bug, runs.get(bug.name) ?? []));
  return {
    kills: all.flatMap((one) => ('kill' in one ? [one.kill] : [])),
    undecided: all.flatMap((one) => ('undecided' in one ? [one.undecided] : [])),
  };
};

type Found =
  | { readonly kill: Kill }
  | { readonly undecided: { readonly bug: string; readonly because: string } };

const killOf = (bug: PlantedBug, all: readonly BugRun[]): Found => {
  const runs = all.toSorted((one, other) => one.seed - other.seed);
  const judged = runs.filter((run) => run.status === 'held' || run.status === 'violated');
  const isEquivalent = bug.caughtBy === 'none';
  const first = runs.findIndex((run) => run.violated.includes(bug.caughtBy));
  const caught = isEquivalent
    ? judged.length > 0 && runs.every((run) => run.status !== 'violated')
    : first >= 0;
  if (!caught && judged.length === 0) {
    const because = runs[0]?.because ?? 'it was not run';
    return { undecided: { bug: bug.name, because } };
  }
  const needed = first < 0 ? runs : runs.slice(0, first + 1);
  const catching = runs.filter((run) => run.violated.includes(bug.caughtBy));
  return {
    kill: {
      bug: bug.name,
      stands_for: bug.standsFor,
      caughtBy: [...new Set(needed.flatMap((run) => run.violated))].sort(),
      schedules: needed.length,
      minimalFaults: catching.length === 0 ? 0 : Math.min(...catching.map((run) => run.steps)),
      status: caught ? 'caught' : 'missed',
      ...(isEquivalent ? { equivalent: true as const } : {}),
    },
  };
};
