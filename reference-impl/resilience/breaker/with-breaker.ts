import { Breaker } from './breaker.ts';
import { type BreakerOptions, settleBreakerRules } from './breaker-rules.ts';

/** A function behind a breaker. */
export interface Guarded<Args extends readonly unknown[], T> {
  (...args: Args): Promise<T>;
  readonly breaker: Breaker;
}

/**
 * Puts any async function behind a circuit breaker: a new one with these options, or one that
 * others share. A call that is not let through rejects with `BreakerOpen`.
 */
export function withBreaker<Args extends readonly unknown[], T>(
  fn: (...args: Args) => Promise<T>,
  options: BreakerOptions | Breaker = {},
): Guarded<Args, T> {
  const breaker = options instanceof Breaker ? options : new Breaker(settleBreakerRules(options));
  const guarded = async (...args: Args): Promise<T> => {
    const permit = breaker.request() ?? (await breaker.admit());
    try {
      const result = await fn(...args);
      breaker.succeeded(permit);
      return result;
    } catch (error) {
      breaker.failed(permit, error);
      throw error;
    }
  };
  return Object.assign(guarded, { breaker });
}
