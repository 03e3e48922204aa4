import type { OperationRow, RunNumbers } from '../../harness/core/run-detail.ts';
import type { RunStatus } from '../../harness/core/verdict.ts';
import { percentile } from './percentile.ts';

/** The longest stretch between the first start and the last in which nothing ended ok. */
const longestGap = (operations: readonly OperationRow[]): number => {
  const starts = operations.map(({ startMs }) => startMs);
  if (starts.length === 0) return 0;
  const fromMs = starts.reduce((least, ms) => Math.min(least, ms));
  const toMs = starts.reduce((most, ms) => Math.max(most, ms));
  const ends = operations
    .flatMap(({ outcome, endMs }) => (outcome === 'ok' && endMs !== undefined ? [endMs] : []))
    .filter((ms) => ms < toMs)
    .sort((a, b) => a - b);
  const moments = [...ends, toMs];
  return moments.reduce((most, ms, at) => Math.max(most, ms - (moments[at - 1] ?? fromMs)), 0);
};

/** Outcomes and latencies of a run; an operation that never ended counts as unknown. */
export const runNumbers = (status: RunStatus, operations: readonly OperationRow[]): RunNumbers => {
  const counts = { ok: 0, fail: 0, unknown: 0 };
  const latencies: number[] = [];
  for (const { outcome, startMs, endMs } of operations) {
    counts[outcome === 'open' ? 'unknown' : outcome] += 1;
    if (endMs !== undefined) latencies.push(endMs - startMs);
  }
  latencies.sort((a, b) => a - b);
  return {
    status,
    operations: counts,
    p50Ms: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
    p99Ms: percentile(latencies, 0.99),
    longestGapMs: longestGap(operations),
  };
};
