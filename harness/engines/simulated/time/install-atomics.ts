import { escapeError } from '../host/escape-error.ts';
import { patch } from '../kernel/patch.ts';
import { runningLife } from '../kernel/running-life.ts';
import { passTime } from './program-time.ts';

/** Lets programs sleep on the spot in their own time; nobody else could wake them. Once per process. */
export const installAtomics = (): void => {
  patch(Atomics, 'wait', (original) => {
    // The overloads differ in the kind of numbers only, which are passed on as they came.
    const real = original as (array: Int32Array, ...rest: number[]) => ReturnType<typeof original>;
    const wait = (array: Int32Array, index: number, value: number, ms = Infinity) => {
      const life = runningLife();
      if (life === null) return real(array, index, value, ms);
      const result = real(array, index, value, 0);
      if (result !== 'timed-out' || !(ms > 0)) return result;
      if (ms === Infinity) throw escapeError(life.host.name, 'an Atomics.wait that has no end');
      passTime(life, ms);
      return result;
    };
    return wait as typeof original;
  });
};
