import { createReadStream, createWriteStream, type ReadStream, type WriteStream } from 'node:fs';

/** The callback calls that Node's file streams make. */
export interface StreamCalls {
  readonly open: (...args: readonly unknown[]) => void;
  readonly close: (...args: readonly unknown[]) => void;
  readonly read: (...args: readonly unknown[]) => void;
  readonly write: (...args: readonly unknown[]) => void;
  readonly writev: (...args: readonly unknown[]) => void;
  readonly fsync: (...args: readonly unknown[]) => void;
}

// Taken at import, so that a face is not asked again for what it is made of.
const realReadStream = createReadStream;
const realWriteStream = createWriteStream;

const withCalls = (calls: StreamCalls, options: unknown): object => ({
  ...(typeof options === 'string' ? { encoding: options } : (options as object | undefined)),
  fs: calls,
});

/** Node's own read stream on the simulated calls: its events, order and back-pressure. */
export const readStream = (calls: StreamCalls, path: unknown, options?: unknown): ReadStream =>
  // Node checks the arguments itself; the types cannot know what a program passes.
  realReadStream(path as string, withCalls(calls, options) as { encoding: BufferEncoding });

/** Node's own write stream on the simulated calls. */
export const writeStream = (calls: StreamCalls, path: unknown, options?: unknown): WriteStream =>
  // As above.
  realWriteStream(path as string, withCalls(calls, options) as { encoding: BufferEncoding });
