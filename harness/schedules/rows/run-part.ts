import type { ReportRun, ReportVerdict } from '../../core/report-model.ts';
import type { RunStatus } from '../../core/verdict.ts';

/** How many schedules ended in each way. */
export type StatusCounts = NonNullable<ReportRun['counts']>;

/** Why a schedule did not hold. */
export type Told = NonNullable<ReportRun['told']>[number];

/** A row with all that is needed to join it with others of its scenario and engine. */
export type RunPart = ReportRun & {
  readonly seeds: NonNullable<ReportRun['seeds']>;
  readonly counts: StatusCounts;
  readonly told: readonly Told[];
  readonly faults: NonNullable<ReportRun['faults']>;
  readonly violated: number;
};

const none: StatusCounts = { held: 0, violated: 0, inert: 0, unknown: 0, skipped: 0 };

/** A row that is one part of many; a row of a single schedule tells the same in other fields. */
export const runPart = (run: ReportRun): RunPart => {
  const { seeds, counts, told } = run;
  if (seeds !== undefined && counts !== undefined && told !== undefined) {
    return { ...run, seeds, counts, told, faults: run.faults ?? [], violated: run.violated ?? 0 };
  }
  return {
    ...run,
    seeds: [[run.seed, run.seed]],
    counts: { ...none, [run.status]: 1 },
    told: toldOf(run.status, run.seed, run.reasons ?? []),
    faults: faultsOf(run),
    violated: run.violated ?? (run.status === 'violated' ? 1 : 0),
    // Inert schedules are counted and left out.
    verdicts: run.status === 'inert' ? [] : run.verdicts.map((one) => withSeed(one, run.seed)),
  };
};

const withSeed = (verdict: ReportVerdict, seed: number): ReportVerdict => ({
  ...verdict,
  seed: verdict.seed ?? seed,
});

const toldOf = (status: RunStatus, seed: number, reasons: readonly string[]): readonly Told[] =>
  status === 'held' || status === 'inert'
    ? []
    : reasons.slice(0, 1).map((because) => ({ status, seed, because }));

/** Only steps that fired count: one that waited in vain disturbed nothing. */
const faultsOf = ({ faults, steps }: ReportRun): RunPart['faults'] => {
  if (faults !== undefined) return faults;
  const fired = (steps ?? []).filter((step) => step.atMs !== null);
  return fired.map(({ fault, receipt }) => ({
    fault,
    injected: 1,
    effective: receipt.effective ? 1 : 0,
  }));
};
