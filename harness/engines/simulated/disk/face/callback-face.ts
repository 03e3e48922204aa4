import type { FaceContext } from './call-table.ts';
import { callTable } from './call-tables.ts';
import { callbackCall, splitCallback, transferCallback } from './callback-calls.ts';
import type { FaceCall } from './create-file-face.ts';
import type { FaceParts } from './face-parts.ts';
import { readStream, type StreamCalls, writeStream } from './streams.ts';
import { transferCalls } from './transfer-calls.ts';
import { watch } from './watch.ts';

type LooseCall = (...args: readonly unknown[]) => void;

const callbacks = ({ gate, context }: FaceParts): ReadonlyMap<string, LooseCall> => {
  const own: FaceContext = { ...context, form: 'callback' };
  const calls = new Map<string, LooseCall>();
  for (const [name, call] of Object.entries(callTable(own))) {
    calls.set(name, callbackCall(gate, call));
  }
  for (const [name, call] of Object.entries(transferCalls(own))) {
    calls.set(name, transferCallback(gate, call));
  }
  return calls;
};

/** Every call of `fs` that takes a callback, its streams and watchers. */
export const callbackFace = (
  parts: FaceParts,
): { readonly calls: Readonly<Record<string, FaceCall>>; readonly streams: StreamCalls } => {
  const { host, running } = parts;
  const context: FaceContext = { ...parts.context, form: 'callback' };
  const all = callbacks(parts);
  const call = (name: string): LooseCall => {
    const found = all.get(name);
    if (found === undefined) throw new Error(`the disk's face has no call ${name}`);
    return found;
  };
  const streams: StreamCalls = {
    open: call('open'),
    // The one call that may do without a callback.
    close: (fd: unknown, done: unknown = () => {}) => call('close')(fd, done),
    read: call('read'),
    write: call('write'),
    writev: call('writev'),
    fsync: call('fsync'),
  };
  const exists: LooseCall = (...args) => {
    const { rest, callback } = splitCallback(args);
    // The one callback of `fs` without an error.
    call('access')(rest[0], (error: unknown) => callback(error === null));
  };
  const { realpathNative, removeTemporary, ...rest } = Object.fromEntries(all);
  return {
    streams,
    calls: {
      ...rest,
      ...streams,
      exists,
      realpath: Object.assign(call('realpath'), { native: realpathNative }),
      createReadStream: (path: unknown, options?: unknown) => readStream(streams, path, options),
      createWriteStream: (path: unknown, options?: unknown) => writeStream(streams, path, options),
      watch: (path: unknown, ...args: readonly unknown[]) =>
        watch({ host, context, running }, path, ...args),
    },
  };
};
