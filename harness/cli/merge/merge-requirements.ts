import type { ReportModel, ReportRun } from '../../core/report-model.ts';
import { requirementRows } from '../requirement-rows.ts';

type Row = ReportModel['requirements'][number];

/**
 * Requirements over several reports: what scenarios say is asked of the merged runs, because a run
 * that was inert in one shard may be held in all; what tests say is kept.
 */
export const mergeRequirements = (
  rows: readonly Row[],
  runs: readonly ReportRun[],
): readonly Row[] => {
  const byId = Map.groupBy(rows, (row) => row.id);
  const ids = [...byId.keys()].sort((one, other) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );
  const tests = [...byId].flatMap(([id, same]) => {
    const all = same.flatMap((row) => row.tests ?? []);
    const byKey = new Map(all.map((test) => [`${test.title} ${test.result}`, test]));
    return [...byKey.entries()]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([, test]) => ({ id, ...test }));
  });
  const named = new Set(rows.filter((row) => row.status === 'notRunHere').map((row) => row.id));
  return requirementRows(
    ids.map((id) => ({ id, text: id })),
    runs.filter((run) => !run.control),
    { ran: tests, named },
  );
};
