import { ReadStream, WriteStream } from 'node:fs';

/** The callback calls that Node's file streams make. */
export interface StreamCalls {
  readonly open: (...args: readonly unknown[]) => void;
  readonly close: (...args: readonly unknown[]) => void;
  readonly read: (...args: readonly unknown[]) => void;
  readonly write: (...args: readonly unknown[]) => void;
  readonly writev: (...args: readonly unknown[]) => void;
  readonly fsync: (...args: readonly unknown[]) => void;
}

type Make<Stream> = new (path: unknown, options: object) => Stream;

// The classes, not `createReadStream`: an engine may have put this face in that one's place. Their
// constructors take what those calls take, which the types do not show.
const MakeReadStream = ReadStream as unknown as Make<ReadStream>;
const MakeWriteStream = WriteStream as unknown as Make<WriteStream>;

const withCalls = (calls: StreamCalls, options: unknown): object => ({
  ...(typeof options === 'string' ? { encoding: options } : (options as object | undefined)),
  fs: calls,
});

/** Node's own read stream on the simulated calls: its events, order and back-pressure. */
export const readStream = (calls: StreamCalls, path: unknown, options?: unknown): ReadStream =>
  new MakeReadStream(path, withCalls(calls, options));

/** Node's own write stream on the simulated calls. */
export const writeStream = (calls: StreamCalls, path: unknown, options?: unknown): WriteStream =>
  new MakeWriteStream(path, withCalls(calls, options));
