/** Shape of an exponential schedule: base × 1, 2, 4 …, at most `maxDelayMs`, ± `jitter`. */
export interface Backoff {
  readonly baseDelayMs: number;
  readonly maxDelayMs?: number;
  /** Share of the wait that chance adds or takes away; 0.25 when left out. */
  readonly jitter?: number;
}

/** Gives the wait before retry number `retry` (0 is the first); `random` is in [0, 1). */
export function backoffMs(
  backoff: Backoff,
  retry: number,
  random: () => number = Math.random,
): number {
  const { baseDelayMs, maxDelayMs = Number.POSITIVE_INFINITY, jitter = 0.25 } = backoff;
  const plainMs = Math.min(baseDelayMs * 2 ** retry, maxDelayMs);
  return plainMs * (1 + jitter * (2 * random() - 1));
}
