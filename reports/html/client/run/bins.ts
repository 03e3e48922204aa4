import type { OperationRow } from '../../../../harness/core/run-detail.ts';
import { percentile } from '../../../detail/percentile.ts';
import { firstFrom, type Stretch } from './timeline-state.ts';

/** Operations that were to start in one stretch of time. */
export interface Bin extends Stretch {
  readonly ok: number;
  readonly unknown: number;
  readonly fail: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** The operations that were to start in a stretch; the list is in order of start. */
export const operationsIn = (
  operations: readonly OperationRow[],
  { fromMs, toMs }: Stretch,
): readonly OperationRow[] => {
  const startAt = (at: number): number => operations[at]?.startMs ?? 0;
  const from = firstFrom(operations.length, startAt, fromMs);
  return operations.slice(from, firstFrom(operations.length, startAt, toMs));
};

/** Outcomes and latency percentiles of one stretch. */
export const binOf = (operations: readonly OperationRow[], stretch: Stretch): Bin => {
  const counts = { ok: 0, unknown: 0, fail: 0 };
  const latencies: number[] = [];
  for (const { outcome, startMs, endMs } of operationsIn(operations, stretch)) {
    counts[outcome === 'open' ? 'unknown' : outcome] += 1;
    if (endMs !== undefined) latencies.push(endMs - startMs);
  }
  latencies.sort((a, b) => a - b);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((one) => percentile(latencies, one));
  return { ...stretch, ...counts, p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null };
};

/** A stretch cut into bins of one length. */
export const binsOf = (
  operations: readonly OperationRow[],
  stretch: Stretch,
  lengthMs: number,
): readonly Bin[] => {
  const bins: Bin[] = [];
  const first = Math.floor(stretch.fromMs / lengthMs) * lengthMs;
  for (let fromMs = first; fromMs < stretch.toMs; fromMs += lengthMs) {
    bins.push(binOf(operations, { fromMs, toMs: fromMs + lengthMs }));
  }
  return bins;
};
