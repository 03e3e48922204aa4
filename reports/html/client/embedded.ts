import type { ExchangeRow, OperationRow } from '../../../harness/core/run-detail.ts';
import { unpackRows } from '../packed.ts';
import type { HeavyDetail, PageData } from '../page-data.ts';

const read = (id: string): unknown =>
  JSON.parse(document.getElementById(id)?.textContent ?? 'null');

/** What the report embeds for the whole page. */
export const readPageData = (): PageData => read('data') as PageData; // written by renderHtml

/** The long lists of one run. */
export interface RunLists {
  readonly operations: readonly OperationRow[];
  readonly exchanges: readonly ExchangeRow[];
}

const opened = new Map<number, RunLists>();

/** Reads the long lists of a run when its page is opened first. */
export const readRunLists = (at: number): RunLists => {
  const known = opened.get(at);
  if (known) return known;
  const heavy = read(`data-${at}`) as HeavyDetail; // written by renderHtml
  const lists = {
    operations: unpackRows<OperationRow>(heavy.operations),
    exchanges: unpackRows<ExchangeRow>(heavy.exchanges),
  };
  opened.set(at, lists);
  return lists;
};
