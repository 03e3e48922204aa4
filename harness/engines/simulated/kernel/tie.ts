const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

const mix = (value: number): number => {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/**
 * The place of a lane among all lanes that have something to do at this instant: a pure function, so
 * that a lane keeps its own order without remembering anything. 32 bits, uniform.
 */
export const tieOf = (salt: number, lane: number, timeMs: number): number => {
  bits[0] = timeMs;
  // A Float64Array of one element always has two words.
  return mix(mix(mix(salt ^ lane) ^ (words[0] ?? 0)) ^ (words[1] ?? 0));
};

/** A lane's fraction of an instant in [0, 1): how late its timers are in that millisecond. */
export const fractionOf = (salt: number, lane: number, timeMs: number): number =>
  tieOf(salt ^ 0x5bd1e995, lane, timeMs) / 2 ** 32;
