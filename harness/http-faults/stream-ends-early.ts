import { z } from 'zod';
import type { HttpFault } from './http-fault.ts';

const params = z.strictObject({ afterChunks: z.int().min(0).max(1_000_000) });

const LAST_CHUNK = Buffer.from('0\r\n\r\n');
const CARRIAGE_ENDS = 2;

/** Finds the end of the nth chunk in a chunked body as it comes, byte by byte. */
const createChunkEnd = (chunks: number) => {
  let seen = 0;
  let line = '';
  let left = 0;
  const takeByte = (byte: number) => {
    if (left > 0) {
      left -= 1;
      if (left === 0) seen += 1;
    } else if (byte === 10) {
      const size = Number.parseInt(line, 16);
      left = size > 0 ? size + CARRIAGE_ENDS : 0;
      line = '';
    } else {
      line += String.fromCharCode(byte);
    }
  };
  /** How many of these bytes belong to the first chunks; undefined: all, and the end is not there. */
  return (bytes: Buffer): number | undefined => {
    if (seen >= chunks) return 0;
    for (const [index, byte] of bytes.entries()) {
      takeByte(byte);
      if (seen >= chunks) return index + 1;
    }
    return undefined;
  };
};

/** A stream stops between two of its pieces, by the rules of HTTP: only what is missing tells it. */
export const streamEndsEarly: HttpFault<z.output<typeof params>> = {
  kind: 'streamEndsEarly',
  params,
  act: ({ afterChunks }) => ({
    kind: 'change',
    begin: (writer) => {
      const endIn = createChunkEnd(afterChunks);
      let state: 'whole' | 'chunked' | 'ended' = 'whole';
      return {
        head: ({ bytes }) => {
          if (/\r\ntransfer-encoding:[^\r]*chunked/i.test(bytes.toString('latin1'))) {
            state = 'chunked';
          }
          writer.write(bytes);
        },
        body: (bytes) => {
          if (state === 'ended') return;
          const end = state === 'chunked' ? endIn(bytes) : undefined;
          const rest = bytes.subarray(end ?? bytes.length).toString('latin1');
          // Nothing more, or the mark of the end alone: then there is nothing to take away.
          if (end === undefined || rest === '' || /^0(\r|$)/.test(rest)) return writer.write(bytes);
          writer.write(Buffer.concat([bytes.subarray(0, end), LAST_CHUNK]));
          writer.count('responsesCut');
          state = 'ended';
        },
        end: () => {},
        healed: () => {
          if (state === 'chunked') state = 'whole';
        },
      };
    },
  }),
};
