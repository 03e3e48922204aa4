import type { Rng } from '../../../../core/rng.ts';
import type { Disk } from '../model/disk.ts';
import type { Birth, Inode } from '../model/inode.ts';
import type { Descriptors } from './descriptors.ts';
import type { Mounts } from './mounts.ts';

/** What the system calls of one process act on. */
export interface CallContext {
  readonly mounts: Mounts;
  readonly descriptors: Descriptors;
  readonly uid: number;
  readonly gid: number;
  readonly umask: number;
  /** The host: whose unsynced changes a power loss takes. */
  readonly writer: string;
  cwd(): string;
  nowMs(): number;
  readonly random: Rng;
}

/** What a process gives to an inode that it makes. */
export const birthOf = (context: CallContext, disk: Disk, mode: number): Birth => ({
  number: disk.nextNumber(),
  mode: mode & 0o7777 & ~context.umask,
  uid: context.uid,
  gid: context.gid,
  nowMs: context.nowMs(),
});

/** Notes that the content of an inode changed now. */
export const touch = (context: CallContext, inode: Inode): void => {
  inode.modifiedMs = context.nowMs();
  inode.changedMs = inode.modifiedMs;
};
