import type { FailoverRow, ReportInput, RunDetail } from '../../harness/core/run-detail.ts';
import { type Packed, packRows } from './packed.ts';

/** Calls that went from one place to another for the same reason. */
export interface FailoverGroup {
  readonly group: string;
  readonly from: string;
  readonly to: string;
  readonly trigger: FailoverRow['trigger'];
  readonly primaryStatus?: number;
  readonly calls: number;
  readonly primaryAttempts: number;
  readonly firstAtMs: number;
  readonly refs: readonly number[];
}

/** The part of a detail that the page needs at once. */
export type LightDetail = Omit<RunDetail, 'operations' | 'exchanges' | 'failovers'> & {
  readonly failovers: readonly FailoverGroup[];
};

/** The long lists of a detail, read when its page is opened. */
export interface HeavyDetail {
  readonly operations: Packed;
  readonly exchanges: Packed;
}

/** What is embedded in the page. */
export type PageData = Omit<ReportInput, 'details'> & { readonly details: readonly LightDetail[] };

const groupFailovers = (rows: readonly FailoverRow[]): readonly FailoverGroup[] => {
  const groups = Map.groupBy(rows, (row) =>
    [row.group, row.from, row.to, row.trigger, row.primaryStatus].join(' '),
  );
  return [...groups.values()].flatMap((list) => {
    const [first] = list;
    if (!first) return [];
    const { group, from, to, trigger, primaryStatus, refs } = first;
    const primaryAttempts = list.reduce((sum, row) => sum + row.primaryAttempts, 0);
    return [
      {
        group,
        from,
        to,
        trigger,
        calls: list.length,
        primaryAttempts,
        firstAtMs: first.atMs,
        refs,
        ...(primaryStatus !== undefined && { primaryStatus }),
      },
    ];
  });
};

const lightOf = ({
  operations: _o,
  exchanges: _e,
  failovers,
  ...rest
}: RunDetail): LightDetail => ({
  ...rest,
  failovers: groupFailovers(failovers),
});

/** What the page needs at once. */
export const pageData = ({ details, ...rest }: ReportInput): PageData => ({
  ...rest,
  details: details.map(lightOf),
});

/** The long lists of one run. */
export const heavyData = (detail: RunDetail): HeavyDetail => ({
  operations: packRows(detail.operations),
  exchanges: packRows(detail.exchanges),
});
