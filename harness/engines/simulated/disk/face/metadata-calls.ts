import * as metadata from '../calls/metadata.ts';
import { type Steps, take } from '../calls/step.ts';
import { find } from '../calls/walk.ts';
import { toDescriptor, toInteger, toMode, toOptions, toPath, toTimeMs } from './arguments.ts';
import type { Call, CallTable, FaceContext } from './call-table.ts';
import { pipeStats, toStats } from './to-stats.ts';

/** How a name of `fs` reaches its inode: by path, by path without following, by descriptor. */
type Reach = '' | 'l' | 'f';

interface Reached {
  readonly target: metadata.Target;
  readonly about: { readonly path: string } | { readonly fd: number };
}

const reach = (how: Reach, value: unknown): Reached => {
  if (how === 'f') {
    const fd = toDescriptor(value);
    return { target: { fd }, about: { fd } };
  }
  const path = toPath(value);
  return { target: { path, followLast: how === '' }, about: { path } };
};

const deviceOf = (context: FaceContext, disk: metadata.Located['disk']): number =>
  context.mounts.disks.indexOf(disk) + 1;

const isAbsent = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');

function* orUndefined(steps: Steps<unknown>): Steps<unknown> {
  try {
    return yield* steps;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

const statCall =
  (context: FaceContext, how: Reach): Call =>
  (value, options) => {
    const { target, about } = reach(how, value);
    const { bigint, throwIfNoEntry } = toOptions(options);
    const steps = take({
      operation: 'stat',
      syscall: `${how}stat`,
      ...about,
      run: () => {
        if ('fd' in target && context.descriptors.standard(target.fd) !== undefined) {
          return pipeStats();
        }
        const { inode, disk } = metadata.locate(context, target);
        return toStats(inode, deviceOf(context, disk), bigint === true);
      },
    });
    return throwIfNoEntry === false && context.form === 'sync' ? orUndefined(steps) : steps;
  };

const chmodCall =
  (context: FaceContext, how: Reach): Call =>
  (value, mode) => {
    const { target, about } = reach(how, value);
    const bits = toMode(mode, 0);
    const run = () => metadata.chmod(context, target, bits);
    return take({ operation: 'chmod', syscall: `${how}chmod`, ...about, run });
  };

const owner = (value: unknown, name: string): number =>
  toInteger(value, name, { least: -1, most: 2 ** 32 - 1 });

const chownCall =
  (context: FaceContext, how: Reach): Call =>
  (value, uid, gid) => {
    const { target, about } = reach(how, value);
    const to = { uid: owner(uid, 'uid'), gid: owner(gid, 'gid') };
    const run = () => metadata.chown(context, target, to);
    return take({ operation: 'chown', syscall: `${how}chown`, ...about, run });
  };

const utimesCall =
  (context: FaceContext, how: Reach): Call =>
  (value, atime, mtime) => {
    const { target, about } = reach(how, value);
    const times = { accessedMs: toTimeMs(atime, 'atime'), modifiedMs: toTimeMs(mtime, 'mtime') };
    const run = () => metadata.utimes(context, target, times);
    return take({ operation: 'utimes', syscall: `${how}utime`, ...about, run });
  };

const accessCall =
  (context: FaceContext): Call =>
  (value, mode) => {
    const path = toPath(value);
    const rights = mode == null ? 0 : toInteger(mode, 'mode', { least: 0, most: 7 });
    const run = () => metadata.access(context, path, rights);
    return take({ operation: 'access', syscall: 'access', path, run });
  };

const blockBytes = 4096;
const boundless = 2 ** 30;

const statfsCall =
  (context: FaceContext): Call =>
  (value, options) => {
    const path = toPath(value);
    const { bigint } = toOptions(options);
    const run = () => {
      const { disk } = find(context, path);
      const isBounded = Number.isFinite(disk.capacityBytes);
      const blocks = isBounded ? Math.floor(disk.capacityBytes / blockBytes) : boundless;
      const free = Math.max(0, blocks - Math.ceil(disk.usedBytes / blockBytes));
      const sizes = { bsize: blockBytes, frsize: blockBytes, blocks, bfree: free, bavail: free };
      const numbers = { type: 61_267, ...sizes, files: 1_048_576, ffree: 1_048_576 };
      if (bigint !== true) return numbers;
      return Object.fromEntries(Object.entries(numbers).map(([name, n]) => [name, BigInt(n)]));
    };
    return take({ operation: 'stat', syscall: 'statfs', path, run });
  };

/** Calls about rights, owners, times and sizes. */
export const metadataCalls = (context: FaceContext): CallTable => ({
  stat: statCall(context, ''),
  lstat: statCall(context, 'l'),
  fstat: statCall(context, 'f'),
  statfs: statfsCall(context),
  access: accessCall(context),
  chmod: chmodCall(context, ''),
  fchmod: chmodCall(context, 'f'),
  chown: chownCall(context, ''),
  lchown: chownCall(context, 'l'),
  fchown: chownCall(context, 'f'),
  utimes: utimesCall(context, ''),
  lutimes: utimesCall(context, 'l'),
  futimes: utimesCall(context, 'f'),
});
