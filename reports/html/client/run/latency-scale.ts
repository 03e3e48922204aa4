import type { OperationRow } from '../../../../harness/core/run-detail.ts';

/** The logarithmic axis of a run's latencies. */
export interface LatencyScale {
  readonly least: number;
  readonly most: number;
  readonly ticks: readonly number[];
  /** 0 at the bottom, 1 at the top. */
  share(ms: number): number;
}

/** An axis from 1, 3, 10, 30 … ms that holds every latency of the run and its limit. */
export const latencyScale = (
  operations: readonly OperationRow[],
  limitMs: number,
): LatencyScale => {
  let fastest = 100;
  let slowest = 100;
  for (const { startMs, endMs } of operations) {
    if (endMs === undefined) continue;
    fastest = Math.min(fastest, Math.max(1, endMs - startMs));
    slowest = Math.max(slowest, endMs - startMs);
  }
  const top = slowest * 3 > limitMs ? Math.max(slowest, limitMs) : slowest;
  const least = 10 ** Math.floor(Math.log10(fastest));
  const most = Math.max(least * 10, top * 1.5);
  const ticks: number[] = [];
  for (let power = least; power <= most; power *= 10) {
    ticks.push(power);
    if (power * 3 <= most) ticks.push(power * 3);
  }
  const span = Math.log(most / least);
  return {
    least,
    most,
    ticks,
    share: (ms) => Math.min(1, Math.max(0, Math.log(Math.max(ms, least) / least) / span)),
  };
};
