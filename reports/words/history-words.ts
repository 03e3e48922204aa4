import type { ReportModel } from '../../harness/core/report-model.ts';
import type { PastRun } from '../../harness/core/run-detail.ts';
import type { RunStatus } from '../../harness/core/verdict.ts';

/** What became of a scenario since earlier runs. */
export interface Change {
  readonly scenario: string;
  readonly what: 'new' | 'changed' | 'flaky';
  readonly from?: RunStatus;
  readonly to: RunStatus;
}

const order: readonly RunStatus[] = ['violated', 'inert', 'unknown', 'held', 'skipped'];

/** How each scenario of a report ended; the worst of its runs. */
const endings = (report: ReportModel): ReadonlyMap<string, RunStatus> => {
  const runs = report.runs.filter((run) => !run.control);
  return new Map(
    [...Map.groupBy(runs, (run) => run.scenario)].map(([name, group]) => [
      name,
      order.find((status) => group.some((run) => run.status === status)) ?? 'skipped',
    ]),
  );
};

const judged = (status: RunStatus | undefined): status is RunStatus =>
  status !== undefined && status !== 'skipped';

/** Scenarios that are new, that ended otherwise than last time, or both ways on one commit. */
export const changesSince = (report: ReportModel, past: readonly PastRun[]): readonly Change[] =>
  [...endings(report)].flatMap(([scenario, to]): readonly Change[] => {
    if (!judged(to)) return [];
    const earlier = past
      .map((run) => ({ commit: run.commit, status: run.scenarios?.[scenario] }))
      .filter((run): run is { commit: string | null; status: RunStatus } => judged(run.status));
    const last = earlier.at(-1);
    if (!last) return past.length > 0 ? [{ scenario, what: 'new', to }] : [];
    const same = earlier.filter(({ commit }) => commit !== null && commit === report.commit);
    const other = same.find(({ status }) => status !== to);
    if (other) return [{ scenario, what: 'flaky', from: other.status, to }];
    return last.status === to ? [] : [{ scenario, what: 'changed', from: last.status, to }];
  });

/** Earlier runs of the same command, and this one last: their numbers may stand in one line. */
export const sameCommand = (
  report: ReportModel,
  past: readonly PastRun[],
  own: PastRun,
): readonly PastRun[] => [...past.filter((run) => run.command === report.command), own];
