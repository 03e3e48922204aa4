import type { OperationRow, RunNumbers } from '../../harness/core/run-detail.ts';
import type { RunStatus } from '../../harness/core/verdict.ts';
import { percentile } from './percentile.ts';

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
  };
};
