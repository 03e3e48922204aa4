import type { ToxicAttributes } from '../core/toxic.ts';
import { read, type ToxicProgram, wait, write } from './toxic.ts';

const SLICE_MS = 100;

/** Passes `rate` bytes per millisecond, in slices of 100 ms; a rate of 0 holds all data back. */
export const bandwidth: ToxicProgram<ToxicAttributes<'bandwidth'>> = function* ({ rate }, context) {
  const sliceBytes = rate * SLICE_MS;
  let owedMs = 0;
  for (;;) {
    const item = yield* read();
    if (item === 'interrupted') return 'interrupted';
    if (item === 'end') return 'closed';
    let { data } = item;
    owedMs = rate > 0 ? owedMs + data.length / rate : 0;
    while (data.length > sliceBytes) {
      if ((yield* wait(rate > 0 ? SLICE_MS : Infinity)) === 'interrupted') {
        yield* write({ ...item, data });
        return 'interrupted';
      }
      yield* write({ ...item, data: data.subarray(0, sliceBytes) });
      data = data.subarray(sliceBytes);
      owedMs -= SLICE_MS;
    }
    const startMs = context.nowMs();
    const outcome = yield* wait(owedMs);
    // Timers come late: what was slept too long is taken off the next wait.
    owedMs -= context.nowMs() - startMs;
    yield* write({ ...item, data });
    if (outcome === 'interrupted') return 'interrupted';
  }
};
