import { BreakerLife, type BreakerState } from './breaker-life.ts';

/** How `withBreaker` decides; the defaults are those of the specification. */
export interface BreakerOptions {
  /** Failures inside the window that open the breaker; 5 when left out. */
  readonly failureThreshold?: number;
  /** Length of the sliding window, in ms; 300,000 when left out. */
  readonly monitoringPeriodMs?: number;
  /** How long an open breaker blocks before it lets a probe through; 60,000 when left out. */
  readonly resetTimeoutMs?: number;
  /** Probes let through when half open, which must all succeed; 1 when left out. */
  readonly halfOpenProbes?: number;
  /** A probe without a result after this time has failed; the reset time when left out. */
  readonly probeLimitMs?: number;
  /** Says which errors count; all, when left out. */
  readonly isFailure?: (error: unknown) => boolean;
  readonly onChange?: (from: BreakerState, to: BreakerState) => void;
  /** A monotonic clock in ms. */
  readonly now?: () => number;
}

/** Tells that the breaker let no call through. */
export class BreakerOpen extends Error {
  constructor(status: string) {
    super(`the breaker is ${status}: the call was not made`);
    this.name = 'BreakerOpen';
  }
}

/** A function behind a breaker, with the breaker's status. */
export interface Guarded<Args extends readonly unknown[], T> {
  (...args: Args): Promise<T>;
  /** `CLOSED`, `MONITORING (3/5)`, `OPEN` or `HALF_OPEN`. */
  status(): string;
  reset(): void;
}

/**
 * Puts any async function behind a circuit breaker. A result counts only in the state that let its
 * call through, so a late failure cannot open a breaker again that has closed meanwhile.
 */
export function withBreaker<Args extends readonly unknown[], T>(
  fn: (...args: Args) => Promise<T>,
  options: BreakerOptions = {},
): Guarded<Args, T> {
  const { isFailure = () => true, resetTimeoutMs = 60_000 } = options;
  const breaker = new BreakerLife({
    failureThreshold: options.failureThreshold ?? 5,
    monitoringPeriodMs: options.monitoringPeriodMs ?? 300_000,
    resetTimeoutMs,
    halfOpenProbes: options.halfOpenProbes ?? 1,
    probeLimitMs: options.probeLimitMs ?? resetTimeoutMs,
    onChange: options.onChange ?? (() => undefined),
    now: options.now ?? (() => performance.now()),
  });
  const guarded = async (...args: Args): Promise<T> => {
    const permit = breaker.request();
    if (!permit) throw new BreakerOpen(breaker.status());
    try {
      const result = await fn(...args);
      breaker.succeeded(permit);
      return result;
    } catch (error) {
      if (isFailure(error)) breaker.failed(permit);
      else breaker.withdrawn(permit);
      throw error;
    }
  };
  return Object.assign(guarded, {
    status: () => breaker.status(),
    reset: () => breaker.reset(),
  });
}
