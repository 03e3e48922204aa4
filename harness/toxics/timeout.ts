import type { ToxicAttributes } from '../core/toxic.ts';
import { read, readWithin, type ToxicProgram } from './toxic.ts';

/** Drops all data and closes after `timeout` milliseconds of silence; 0 never closes. */
export const timeout: ToxicProgram<ToxicAttributes<'timeout'>> = function* ({ timeout }) {
  for (;;) {
    const item = timeout > 0 ? yield* readWithin(timeout) : yield* read();
    if (item === 'interrupted') return 'interrupted';
    if (item === 'end' || item === 'elapsed') return 'closed';
  }
};
