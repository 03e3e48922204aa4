import { deadlineLine, type Limit, TimeLimitPassed } from './deadline-line.ts';

/**
 * Gives any async function a time limit: after `limitMs` its caller gets `TimeLimitPassed`, and
 * `limit.signal`, if the function asked for it, aborts. What the call brings later is dropped.
 */
export function withTimeLimit<Args extends readonly unknown[], T>(
  fn: (limit: Limit, ...args: Args) => Promise<T>,
  limitMs: number,
): (...args: Args) => Promise<T> {
  if (!(limitMs > 0 && limitMs < 2 ** 31)) {
    throw new RangeError(`a time limit is more than 0 and less than 2^31 ms, not ${limitMs}`);
  }
  return (...args) =>
    new Promise((resolve, reject) => {
      const limit = deadlineLine(limitMs).enter(({ limitMs }) =>
        reject(new TimeLimitPassed(limitMs)),
      );
      const failed = (error: unknown) => {
        if (limit.end()) reject(error);
      };
      try {
        fn(limit, ...args).then((value) => {
          if (limit.end()) resolve(value);
        }, failed);
      } catch (error) {
        failed(error);
      }
    });
}
