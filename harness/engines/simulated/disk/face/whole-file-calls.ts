import { constants } from 'node:fs';
import { copy } from '../calls/copy.ts';
import { locate } from '../calls/metadata.ts';
import { type Steps, take } from '../calls/step.ts';
import { sizeOf } from '../model/inode.ts';
import { checkAborted } from './abort.ts';
import {
  toBytes,
  toDescriptor,
  toEncoding,
  toFlags,
  toMode,
  toOptions,
  toPath,
} from './arguments.ts';
import type { CallTable, FaceContext } from './call-table.ts';
import { closeSteps, openSteps, syncSteps } from './descriptor-calls.ts';
import { readOnce, writeOnce } from './transfer-calls.ts';

/** Node moves whole files through promises in pieces of this size. */
const pieceBytes = 512 * 1024;
const unknownSizeBytes = 65_536;

type Options = Readonly<Record<string, unknown>>;

/** Reads from where a descriptor stands to the end; asks for the size first, as Node does. */
export function* readAll(
  context: FaceContext,
  fd: number,
  about: { readonly path?: string; readonly signal?: unknown } = {},
): Steps<Buffer> {
  const size = yield* take({
    operation: 'stat',
    syscall: 'fstat',
    fd,
    run: () => sizeOf(locate(context, { fd }).inode),
  });
  const { path, signal } = about;
  const pieces: Buffer[] = [];
  let done = 0;
  for (;;) {
    checkAborted(signal);
    const wanted = size > done ? size - done : unknownSizeBytes;
    const most = context.form === 'sync' ? wanted : Math.min(wanted, pieceBytes);
    const bytes = Buffer.allocUnsafeSlow(most);
    const count = yield* readOnce(context, fd, path === undefined ? { bytes } : { bytes, path });
    if (count > 0) pieces.push(bytes.subarray(0, count));
    done += count;
    // Of a file whose size is known Node reads no further.
    if (count === 0 || (size > 0 && done >= size)) break;
  }
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}

/** Writes all bytes where a descriptor stands, however little each write takes. */
export function* writeAll(
  context: FaceContext,
  fd: number,
  from: { readonly bytes: Buffer; readonly signal?: unknown },
): Steps<void> {
  const { bytes, signal } = from;
  const most = context.form === 'promise' ? pieceBytes : Number.POSITIVE_INFINITY;
  for (let done = 0; done < bytes.length; ) {
    checkAborted(signal);
    const piece = bytes.subarray(done, Math.min(bytes.length, done + most));
    done += yield* writeOnce(context, fd, { bytes: piece, position: undefined });
  }
}

const decoded = (bytes: Buffer, encoding: unknown): Buffer | string => {
  const known = toEncoding(encoding);
  return known === undefined || known === 'buffer' ? bytes : bytes.toString(known);
};

function* readFile(
  context: FaceContext,
  path: string | number,
  options: Options,
): Steps<Buffer | string> {
  const { encoding, flag, signal } = options;
  checkAborted(signal);
  if (typeof path === 'number') {
    return decoded(yield* readAll(context, path, { signal }), encoding);
  }
  const fd = yield* openSteps(context, path, { flags: toFlags(flag) });
  try {
    const about = context.form === 'sync' ? { signal } : { path, signal };
    return decoded(yield* readAll(context, fd, about), encoding);
  } finally {
    yield* closeSteps(context, fd);
  }
}

function* writeFile(
  context: FaceContext,
  path: string | number,
  from: { readonly bytes: Buffer; readonly options: Options; readonly flag: string },
): Steps<void> {
  const { bytes, options, flag } = from;
  const { signal, flush, mode } = options;
  checkAborted(signal);
  if (typeof path === 'number') {
    yield* writeAll(context, path, { bytes, signal });
    if (flush === true) yield* syncSteps(context, path);
    return;
  }
  const flags = toFlags(options.flag, flag);
  const fd = yield* openSteps(context, path, { flags, mode: toMode(mode, 0o666) });
  try {
    yield* writeAll(context, fd, { bytes, signal });
    if (flush === true) yield* syncSteps(context, fd);
  } finally {
    yield* closeSteps(context, fd);
  }
}

const copyFile = (context: FaceContext, path: string, to: { dest: string; mode: number }) => {
  const { dest, mode } = to;
  const isExclusive = (mode & constants.COPYFILE_EXCL) !== 0;
  const run = () => copy(context, path, { dest, isExclusive });
  return take({ operation: 'copy', syscall: 'copyfile', path, dest, run });
};

const toTarget = (value: unknown): string | number =>
  typeof value === 'number' ? toDescriptor(value) : toPath(value);

/** Calls that read, write or copy a whole file: each is several system calls. */
export const wholeFileCalls = (context: FaceContext): CallTable => {
  const writing = (flag: string) => (path: unknown, data: unknown, options: unknown) => {
    const known = toOptions(options);
    const bytes = toBytes(data, 'data', known.encoding ?? undefined);
    return writeFile(context, toTarget(path), { bytes, options: known, flag });
  };
  return {
    readFile: (path, options) => readFile(context, toTarget(path), toOptions(options)),
    writeFile: writing('w'),
    appendFile: writing('a'),
    copyFile: (path, dest, mode) => {
      const to = { dest: toPath(dest, 'dest'), mode: toMode(mode, 0) };
      return copyFile(context, toPath(path, 'src'), to);
    },
  };
};
