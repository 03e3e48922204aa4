import type { ToxicAttributes } from '../core/toxic.ts';
import { read, type ToxicProgram, write } from './toxic.ts';

/** Passes exactly `bytes` bytes, then closes; 0 closes on the first data. */
export const limitData: ToxicProgram<ToxicAttributes<'limit_data'>> = function* (
  { bytes },
  { passed },
) {
  for (;;) {
    const item = yield* read();
    if (item === 'interrupted') return 'interrupted';
    if (item === 'end') return 'closed';
    const room = Math.max(0, bytes - passed.bytes);
    const data = item.data.subarray(0, room);
    if (data.length > 0) {
      passed.bytes += data.length;
      yield* write({ ...item, data });
    }
    if (passed.bytes >= bytes) return 'closed';
  }
};
