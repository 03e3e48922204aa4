/** The nearest-rank percentile of sorted numbers; null when there are none. */
export const percentile = (sorted: ArrayLike<number>, fraction: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(fraction * sorted.length) - 1))] ?? null;
