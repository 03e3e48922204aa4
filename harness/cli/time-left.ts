/** What is known of the runs of a suite: how long each is expected to take, and took. */
export interface Pace {
  readonly expectedMs: number;
  /** Absent: it has not ended. */
  readonly tookMs?: number;
  /** Absent: it has not begun. */
  readonly sinceMs?: number;
}

/** A run's load takes its time whatever happens; starting and settling come on top. */
const overheadMs = 3_000;

/**
 * An estimate of what is left of a suite, in ms: what its runs are expected to take, corrected by
 * how long those that ended really took, shared among as many as run at a time.
 */
export const timeLeftMs = (
  runs: readonly Pace[],
  facts: { readonly nowMs: number; readonly concurrency: number; readonly untilMs?: number },
): number => {
  const ended = runs.filter((run) => run.tookMs !== undefined);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const expected = (run: Pace) => run.expectedMs + overheadMs;
  const factor =
    ended.length === 0 ? 1 : sum(ended.map((run) => run.tookMs ?? 0)) / sum(ended.map(expected));
  const left = runs
    .filter((run) => run.tookMs === undefined)
    .map((run) => {
      const whole = expected(run) * factor;
      return run.sinceMs === undefined ? whole : Math.max(0, whole - (facts.nowMs - run.sinceMs));
    });
  const live = Math.max(0, ...left, sum(left) / Math.max(1, facts.concurrency));
  const simulated = facts.untilMs === undefined ? 0 : facts.untilMs - facts.nowMs;
  return Math.max(live, simulated);
};
