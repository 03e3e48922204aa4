/** Percentiles of some latencies, in ms; null when there were none. */
export interface Latencies {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

const nearestRank = (sorted: readonly number[], share: number): number | null => {
  const ms = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return ms === undefined ? null : Math.round(ms * 100) / 100;
};

/** The percentiles by nearest rank. */
export const latenciesOf = (latenciesMs: readonly number[]): Latencies => {
  const sorted = latenciesMs.toSorted((one, other) => one - other);
  return {
    p50: nearestRank(sorted, 0.5),
    p95: nearestRank(sorted, 0.95),
    p99: nearestRank(sorted, 0.99),
  };
};
