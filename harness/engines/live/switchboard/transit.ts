/** A stretch of bytes that has come out behind the proxy. */
export interface Passage {
  readonly bytes: number;
  /** When its last byte went in. */
  readonly enteredAtMs: number;
  readonly delayMs: number;
  /** Its end is the end of a chunk as it went in; else a chunk was split here. */
  readonly wholeChunk: boolean;
}

/** Bytes under way in one direction of one connection, between the two taps. */
export interface Transit {
  readonly entered: number;
  readonly left: number;
  enter(bytes: number, atMs: number): void;
  leave(bytes: number, atMs: number): Passage;
}

const CHUNKS_MAX = 4096;

/** Nothing is under way yet. */
export const createTransit = (): Transit => {
  const chunks: { end: number; atMs: number }[] = [];
  let entered = 0;
  let left = 0;
  return {
    get entered() {
      return entered;
    },
    get left() {
      return left;
    },
    enter: (bytes, atMs) => {
      entered += bytes;
      const last = chunks.at(-1);
      // Bounded: what stays in for long is told less finely.
      if (last && chunks.length >= CHUNKS_MAX) last.end = entered;
      else chunks.push({ end: entered, atMs });
    },
    leave: (bytes, atMs) => {
      left += bytes;
      let enteredAtMs = atMs;
      let wholeChunk = false;
      let first = chunks[0];
      while (first && first.end <= left) {
        enteredAtMs = first.atMs;
        wholeChunk = first.end === left;
        chunks.shift();
        first = chunks[0];
      }
      if (!wholeChunk && first) enteredAtMs = first.atMs;
      return { bytes, enteredAtMs, delayMs: atMs - enteredAtMs, wholeChunk };
    },
  };
};
