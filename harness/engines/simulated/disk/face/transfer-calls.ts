import * as content from '../calls/content.ts';
import { type Steps, take } from '../calls/step.ts';
import { invalidType, outOfRange } from './argument-error.ts';
import { toBytes, toDescriptor, toPosition } from './arguments.ts';
import type { FaceContext } from './call-table.ts';

/** How many bytes a read or write moved, and the buffer, buffers or text that it was given. */
export interface Transfer {
  readonly count: number;
  readonly data: unknown;
}

/** A read, write, readv or writev. */
export type TransferCall = (...args: readonly unknown[]) => Steps<Transfer>;

/** Makes one write of bytes to a descriptor, cut as rules want. */
export const writeOnce = (
  context: FaceContext,
  fd: number,
  from: { readonly bytes: Uint8Array; readonly position: number | undefined },
): Steps<number> =>
  take({
    operation: 'write',
    syscall: 'write',
    fd,
    run: ({ bytesMost, whenCut }) => {
      const isCut = from.bytes.length > bytesMost;
      if (isCut) whenCut?.();
      const bytes = isCut ? from.bytes.subarray(0, bytesMost) : from.bytes;
      return content.write(context, fd, { bytes, position: from.position });
    },
  });

/** Makes one read into bytes; `path` is named in errors where Node does so. */
export const readOnce = (
  context: FaceContext,
  fd: number,
  into: {
    readonly bytes: Uint8Array;
    readonly position?: number | undefined;
    readonly path?: string;
  },
): Steps<number> =>
  take({
    operation: 'read',
    syscall: 'read',
    fd,
    ...(into.path === undefined ? {} : { path: into.path }),
    run: () => content.read(context, fd, { bytes: into.bytes, position: into.position }),
  });

const viewOf = (value: unknown, name = 'buffer'): Uint8Array => {
  if (!ArrayBuffer.isView(value)) {
    throw invalidType(name, 'an instance of Buffer, TypedArray, or DataView', value);
  }
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
};

interface Part {
  readonly offset?: unknown;
  readonly length?: unknown;
  readonly position?: unknown;
}

/** Offset, length and position, given one by one or as an object. */
const partOf = (args: readonly unknown[]): Part => {
  const [first, length, position] = args;
  if (typeof first === 'object' && first !== null) return first;
  return { offset: first, length, position };
};

const slice = (bytes: Uint8Array, { offset = 0, length }: Part): Uint8Array => {
  const from = offset === null ? 0 : offset;
  if (typeof from !== 'number') throw invalidType('offset', 'of type number', from);
  if (from < 0) throw outOfRange('offset', `>= 0 && <= ${Number.MAX_SAFE_INTEGER}`, from);
  if (from > bytes.length) throw outOfRange('offset', `<= ${bytes.length}`, from);
  const room = bytes.length - from;
  if (length === undefined || length === null) return bytes.subarray(from);
  if (typeof length !== 'number') throw invalidType('length', 'of type number', length);
  if (length > room) throw outOfRange('length', `<= ${room}`, length);
  if (length < 0) throw outOfRange('length', '>= 0', length);
  return bytes.subarray(from, from + length);
};

function* counted(steps: Steps<number>, data: unknown): Steps<Transfer> {
  return { count: yield* steps, data };
}

const defaultReadBytes = 16_384;

const readCall =
  (context: FaceContext): TransferCall =>
  (fdValue, ...args) => {
    const fd = toDescriptor(fdValue);
    const [first, ...rest] = args;
    const isGiven = first !== undefined && first !== null;
    const isPart = isGiven && !ArrayBuffer.isView(first) && typeof first === 'object';
    // A plain object in place of the buffer holds the options.
    const part: Part & { readonly buffer?: unknown } = isPart ? (first as Part) : partOf(rest);
    const given = isPart ? part.buffer : first;
    const data = given ?? Buffer.alloc(defaultReadBytes);
    const bytes = slice(viewOf(data), part);
    const position = toPosition(part.position);
    return counted(readOnce(context, fd, { bytes, position }), data);
  };

const writeCall =
  (context: FaceContext): TransferCall =>
  (fdValue, data, ...args) => {
    const fd = toDescriptor(fdValue);
    if (typeof data === 'string') {
      const bytes = toBytes(data, 'buffer', args[1]);
      return counted(writeOnce(context, fd, { bytes, position: toPosition(args[0]) }), data);
    }
    const part = partOf(args);
    const bytes = slice(toBytes(data, 'buffer'), part);
    return counted(writeOnce(context, fd, { bytes, position: toPosition(part.position) }), data);
  };

const viewsOf = (value: unknown): readonly Uint8Array[] => {
  if (Array.isArray(value) && value.every((each) => ArrayBuffer.isView(each))) {
    return value.map((each) => viewOf(each));
  }
  throw invalidType('buffers', 'an ArrayBufferView[]', value);
};

const writevCall =
  (context: FaceContext): TransferCall =>
  (fdValue, data, position) => {
    const fd = toDescriptor(fdValue);
    const bytes = Buffer.concat(viewsOf(data));
    return counted(writeOnce(context, fd, { bytes, position: toPosition(position) }), data);
  };

function* readvSteps(
  context: FaceContext,
  fd: number,
  into: { readonly views: readonly Uint8Array[]; readonly position: number | undefined },
): Steps<number> {
  const all = Buffer.alloc(into.views.reduce((sum, { length }) => sum + length, 0));
  const count = yield* readOnce(context, fd, { bytes: all, position: into.position });
  let from = 0;
  for (const view of into.views) {
    view.set(all.subarray(from, Math.min(count, from + view.length)));
    from = Math.min(count, from + view.length);
  }
  return count;
}

const readvCall =
  (context: FaceContext): TransferCall =>
  (fdValue, data, position) => {
    const into = { views: viewsOf(data), position: toPosition(position) };
    return counted(readvSteps(context, toDescriptor(fdValue), into), data);
  };

/** The calls that move bytes through a descriptor. */
export const transferCalls = (context: FaceContext) => ({
  read: readCall(context),
  write: writeCall(context),
  readv: readvCall(context),
  writev: writevCall(context),
});
