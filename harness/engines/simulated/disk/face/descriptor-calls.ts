import { constants } from 'node:fs';
import { refuse } from '../call-failure.ts';
import * as content from '../calls/content.ts';
import { open as openFile } from '../calls/open.ts';
import { type Steps, take } from '../calls/step.ts';
import { invalidType } from './argument-error.ts';
import { toDescriptor, toFlags, toMode, toPath } from './arguments.ts';
import type { Call, CallTable, FaceContext } from './call-table.ts';

/** Opens a path; gives the descriptor. */
export const openSteps = (
  context: FaceContext,
  path: string,
  how: { readonly flags: number; readonly mode?: number },
): Steps<number> => {
  const { flags, mode = 0o666 } = how;
  const writing = constants.O_WRONLY | constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC;
  return take({
    operation: 'open',
    syscall: 'open',
    path,
    writes: (flags & writing) !== 0,
    run: ({ stale }) => openFile(context, { path, flags, mode, stale }),
  });
};

/** Closes a descriptor. */
export const closeSteps = (context: FaceContext, fd: number): Steps<void> =>
  take({
    operation: 'close',
    syscall: 'close',
    fd,
    run: () => context.descriptors.close(fd),
  });

/** Makes durable what was written; rules may make it lie, or fail and drop the pages. */
export const syncSteps = (
  context: FaceContext,
  fd: number,
  syscall: 'fsync' | 'fdatasync' = 'fsync',
): Steps<void> =>
  take({
    operation: 'fsync',
    syscall,
    fd,
    run: ({ lies, losesPages }) => {
      if (losesPages) {
        content.losePages(context, fd);
        refuse('EIO');
      }
      if (lies) context.descriptors.get(fd);
      else content.fsync(context, fd);
    },
  });

const toLength = (value: unknown): number => {
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number') throw invalidType('len', 'of type number', value);
  return Math.max(0, value);
};

/** Cuts or extends what a descriptor leads to. */
export const truncateSteps = (context: FaceContext, fd: number, size: number): Steps<void> =>
  take({
    operation: 'truncate',
    syscall: 'ftruncate',
    fd,
    run: () => content.ftruncate(context, fd, size),
  });

function* truncatePath(context: FaceContext, path: string, size: number): Steps<void> {
  const fd = yield* openSteps(context, path, { flags: constants.O_RDWR });
  try {
    yield* truncateSteps(context, fd, size);
  } finally {
    yield* closeSteps(context, fd);
  }
}

/** Opening, closing, syncing and cutting. */
export const descriptorCalls = (context: FaceContext): CallTable => {
  const open: Call = (path, flags, mode) =>
    openSteps(context, toPath(path), { flags: toFlags(flags), mode: toMode(mode, 0o666) });
  return {
    open,
    close: (fd) => closeSteps(context, toDescriptor(fd)),
    fsync: (fd) => syncSteps(context, toDescriptor(fd)),
    fdatasync: (fd) => syncSteps(context, toDescriptor(fd), 'fdatasync'),
    ftruncate: (fd, length) => truncateSteps(context, toDescriptor(fd), toLength(length)),
    truncate: (path, length) =>
      typeof path === 'number'
        ? truncateSteps(context, toDescriptor(path), toLength(length))
        : truncatePath(context, toPath(path), toLength(length)),
  };
};
