import type { ReportModel } from '../../harness/core/report-model.ts';
import { counted, listed } from './numbers.ts';

type Kill = NonNullable<ReportModel['zoo']>[number];

/** How a planted bug ended, in a word; an equivalent change is never "caught". */
export const resultOfBug = ({ status, equivalent }: Kill): string => {
  if (!equivalent) return status;
  return status === 'caught' ? 'left alone' : 'taken for a bug';
};

/** What became of all planted bugs, in a sentence without its full stop; empty when none was run. */
export const zooSentence = (report: ReportModel): string => {
  const bugs = (report.zoo ?? []).filter((row) => !row.equivalent);
  const equal = (report.zoo ?? []).filter((row) => row.equivalent);
  const good = (rows: readonly Kill[]) => rows.filter((row) => row.status === 'caught').length;
  const caught = `${good(bugs)} of ${counted(bugs.length, 'planted bug')} caught`;
  const alone = `${good(equal)} of ${counted(equal.length, 'equivalent change')} left alone`;
  return listed([...(bugs.length > 0 ? [caught] : []), ...(equal.length > 0 ? [alone] : [])]);
};
