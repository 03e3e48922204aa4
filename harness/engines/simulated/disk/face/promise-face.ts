import type { FaceContext } from './call-table.ts';
import { callTable } from './call-tables.ts';
import type { FaceCall } from './create-file-face.ts';
import type { FaceParts } from './face-parts.ts';
import { FileHandle } from './file-handle.ts';
import { promiseCalls } from './promise-calls.ts';
import type { StreamCalls } from './streams.ts';
import { transferCalls } from './transfer-calls.ts';
import { watchEvents } from './watch.ts';

/** The names of `fs/promises` that act on a path; those on descriptors belong to handles. */
const names = [
  'access',
  'chmod',
  'chown',
  'copyFile',
  'cp',
  'lchown',
  'link',
  'lstat',
  'lutimes',
  'mkdir',
  'mkdtemp',
  'opendir',
  'readdir',
  'readlink',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'statfs',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
] as const;

/** Every call of `fs/promises`. */
export const promiseFace = (
  parts: FaceParts,
  streams: () => StreamCalls,
): Readonly<Record<string, FaceCall>> => {
  const { gate, host, running } = parts;
  const context: FaceContext = { ...parts.context, form: 'promise' };
  const calls = promiseCalls(gate, callTable(context), transferCalls(context));
  const face: Record<string, FaceCall> = {};
  for (const name of names) {
    face[name] = (...args: readonly unknown[]) => calls.call(name, args);
  }
  const onHandleOr = (name: 'readFile' | 'writeFile' | 'appendFile') => {
    return async (target: unknown, ...args: readonly unknown[]) => {
      if (!(target instanceof FileHandle)) return await calls.call(name, [target, ...args]);
      if (name === 'readFile') return await target.readFile(...args);
      return await target.writeFile(args[0], args[1]);
    };
  };
  return {
    ...face,
    readFile: onHandleOr('readFile'),
    writeFile: onHandleOr('writeFile'),
    appendFile: onHandleOr('appendFile'),
    open: async (...args: readonly unknown[]) => {
      const fd = await calls.call('open', args);
      // `open` gives a descriptor.
      return new FileHandle(fd as number, { calls, streams });
    },
    mkdtempDisposable: async (...args: readonly unknown[]) => {
      const path = await calls.call('mkdtemp', args);
      const remove = async () => await calls.call('removeTemporary', [path]);
      return { path, remove, [Symbol.asyncDispose]: remove };
    },
    async *glob(...args: readonly unknown[]) {
      // `glob` gives a list.
      yield* (await calls.call('glob', args)) as readonly unknown[];
    },
    watch: (path: unknown, options?: unknown) =>
      watchEvents({ host, context, running }, path, options),
  };
};
