import type { ToxicAttributes } from '../core/toxic.ts';
import { read, type ToxicContext, type ToxicProgram, wait, write } from './toxic.ts';

type Attributes = ToxicAttributes<'latency'>;

/** Delays each chunk to its arrival + latency ± jitter; order and bandwidth stay. */
export const latency: ToxicProgram<Attributes> = function* (attributes, context) {
  for (;;) {
    const item = yield* read();
    if (item === 'interrupted') return 'interrupted';
    if (item === 'end') return 'closed';
    const dueMs = item.atMs + delayMs(attributes, context);
    const outcome = yield* wait(dueMs - context.nowMs());
    if (outcome === 'interrupted') {
      yield* write(item);
      return 'interrupted';
    }
    // A second latency counts from here: two of them add up.
    yield* write({ data: item.data, atMs: dueMs });
  }
};

function delayMs({ latency, jitter }: Attributes, { random }: ToxicContext): number {
  return jitter > 0 ? latency + Math.floor(random() * jitter * 2) - jitter : latency;
}
