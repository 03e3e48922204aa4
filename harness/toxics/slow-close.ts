import type { ToxicAttributes } from '../core/toxic.ts';
import { read, type ToxicProgram, wait, write } from './toxic.ts';

/** Holds back only the end of the stream, for `delay` milliseconds. */
export const slowClose: ToxicProgram<ToxicAttributes<'slow_close'>> = function* ({ delay }) {
  for (;;) {
    const item = yield* read();
    if (item === 'interrupted') return 'interrupted';
    if (item === 'end') return (yield* wait(delay)) === 'elapsed' ? 'closed' : 'interrupted';
    yield* write(item);
  }
};
