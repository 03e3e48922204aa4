import type { JobResult } from '../suite.ts';

/** Whether a canary did what it must; `undecided`: its run was inert or unknown. */
export type CanaryStatus = 'caught' | 'missed' | 'undecided';

/**
 * A planted bug must be violated by its own invariant, an equivalent change must stay held. A run
 * that could not be judged says nothing of the harness.
 */
export const canaryStatus = (result: JobResult): CanaryStatus | undefined => {
  const { bug } = result;
  if (bug === undefined) return undefined;
  if (result.ended !== 'judged') return 'undecided';
  const { status, verdicts } = result.judgement;
  if (bug.caughtBy === 'none') {
    if (status === 'held') return 'caught';
    return status === 'violated' ? 'missed' : 'undecided';
  }
  const own = verdicts.find((verdict) => verdict.invariant === bug.caughtBy);
  if (own?.status === 'violated') return 'caught';
  return status === 'held' || status === 'violated' ? 'missed' : 'undecided';
};

/** The command that plants the bug again. */
export const zooReplay = (result: JobResult): string =>
  `npx holdfast zoo ${result.bug?.name} --engine live --seed ${result.plan.seed}`;
