import type { ReportModel, ReportVerdict } from '../../harness/core/report-model.ts';
import type { ReportInput } from '../../harness/core/run-detail.ts';

/** One rule over all runs of a report. */
export interface InvariantSummary {
  readonly name: string;
  readonly about: string;
  readonly status: ReportVerdict['status'];
  readonly checked: number;
  readonly runs: readonly {
    readonly scenario: string;
    readonly engine: ReportModel['runs'][number]['engine'];
    readonly seed: number;
    readonly verdict: ReportVerdict;
  }[];
}

/** Worst first; `held` outranks `vacuous`: it was put to the test somewhere. */
export const verdictOrder = ['violated', 'unknown', 'held', 'vacuous'] as const;

/**
 * Every rule that was judged, worst first, with where it was. What held without faults is no
 * evidence about faults, so it is not counted.
 */
export const invariantSummaries = (input: ReportInput): readonly InvariantSummary[] => {
  const about = new Map(input.invariants.map((one) => [one.name, one.about]));
  const judged = input.report.runs.flatMap((run) =>
    run.verdicts
      .filter(({ status }) => !run.control || status === 'violated' || status === 'unknown')
      .map((verdict) => {
        const { scenario, engine, seed } = run;
        return { scenario, engine, seed, verdict };
      }),
  );
  const groups = [...Map.groupBy(judged, ({ verdict }) => verdict.invariant)];
  return groups
    .map(([name, runs]) => ({
      name,
      about: about.get(name) ?? '',
      status:
        verdictOrder.find((status) => runs.some(({ verdict }) => verdict.status === status)) ??
        'vacuous',
      checked: runs.reduce((sum, { verdict }) => sum + verdict.checked, 0),
      runs,
    }))
    .sort(
      (a, b) =>
        verdictOrder.indexOf(a.status) - verdictOrder.indexOf(b.status) ||
        a.name.localeCompare(b.name),
    );
};
