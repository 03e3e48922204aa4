const CR = 13;
const LF = 10;
const LINE_MAX = 16 * 1024;

/** Finds where a chunked body (RFC 9112, 7.1) ends; it may be fed in any pieces. */
export interface ChunkScanner {
  /** Index just behind what belongs to the body; `done` once its last line was seen. */
  scan(bytes: Buffer, from: number): { readonly to: number; readonly done: boolean };
}

/** Thrown for bytes that are no chunked body. */
export class BrokenChunk extends Error {
  override readonly name = 'BrokenChunk';
}

const sizeOf = (line: string): number => {
  const digits = /^[0-9a-f]{1,12}(?=\s*(?:;|$))/i.exec(line);
  if (!digits) throw new BrokenChunk(`a chunk size was expected, found ${JSON.stringify(line)}`);
  return Number.parseInt(digits[0], 16);
};

/** Starts in front of the first chunk size. */
export const createChunkScanner = (): ChunkScanner => {
  let state: 'size' | 'data' | 'dataEnd' | 'trailer' = 'size';
  let line = '';
  let left = 0;
  let done = false;
  const lineEnds = () => {
    const text = line;
    line = '';
    if (state === 'size') {
      left = sizeOf(text);
      state = left === 0 ? 'trailer' : 'data';
    } else if (state === 'dataEnd') {
      if (text !== '') throw new BrokenChunk('a chunk is longer than its size says');
      state = 'size';
    } else done = text === '';
  };
  return {
    scan: (bytes, from) => {
      let at = from;
      while (at < bytes.length && !done) {
        if (state === 'data') {
          const step = Math.min(left, bytes.length - at);
          left -= step;
          at += step;
          if (left === 0) state = 'dataEnd';
          continue;
        }
        const byte = bytes[at++];
        if (byte === LF) lineEnds();
        else if (byte !== CR) line += String.fromCharCode(byte ?? 0);
        if (line.length > LINE_MAX) throw new BrokenChunk('a line of a chunked body is too long');
      }
      return { to: at, done };
    },
  };
};
