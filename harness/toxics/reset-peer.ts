import type { ToxicAttributes } from '../core/toxic.ts';
import { read, type ToxicProgram, waitWithoutInterruption } from './toxic.ts';

/**
 * Swallows the first chunk (or the end), waits `timeout` milliseconds, closes. That the close is
 * an RST is up to the connection: it was opened while this toxic was there.
 */
export const resetPeer: ToxicProgram<ToxicAttributes<'reset_peer'>> = function* ({ timeout }) {
  if ((yield* read()) === 'interrupted') return 'interrupted';
  yield* waitWithoutInterruption(timeout);
  return 'closed';
};
