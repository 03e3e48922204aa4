import { refuse } from '../call-failure.ts';
import type { Disk } from '../model/disk.ts';
import type { Inode } from '../model/inode.ts';
import type { CallContext } from './call-context.ts';
import { mayUse, permit, right } from './permission.ts';
import { find } from './walk.ts';

/** An inode and the disk it is on. */
export interface Located {
  readonly inode: Inode;
  readonly disk: Disk;
}

/** Something that metadata is asked of: a path, or a descriptor. */
export type Target =
  | { readonly path: string; readonly followLast: boolean }
  | { readonly fd: number };

/** What a path or descriptor leads to. */
export const locate = (context: CallContext, target: Target): Located => {
  if ('fd' in target) {
    const { inode, disk } = context.descriptors.get(target.fd);
    return { inode, disk };
  }
  return find(context, target.path, target.followLast);
};

/** Refuses what the process may not do with a file. */
export const access = (context: CallContext, path: string, rights: number): void => {
  const { inode } = find(context, path);
  if (!mayUse(context, inode, rights & 7)) refuse('EACCES');
};

const ownOnly = (context: CallContext, inode: Inode): void => {
  if (context.uid !== 0 && context.uid !== inode.uid) refuse('EPERM');
};

const changed = (context: CallContext, { inode, disk }: Located): void => {
  inode.changedMs = context.nowMs();
  disk.listeners.changed(inode, 'attributes');
};

/** Sets the permission bits. */
export const chmod = (context: CallContext, target: Target, mode: number): void => {
  const located = locate(context, target);
  ownOnly(context, located.inode);
  located.inode.mode = mode & 0o7777;
  changed(context, located);
};

/** Sets owner and group; -1 leaves one as it is. */
export const chown = (
  context: CallContext,
  target: Target,
  owner: { readonly uid: number; readonly gid: number },
): void => {
  const located = locate(context, target);
  const { inode } = located;
  const gives = owner.uid !== -1 && owner.uid !== inode.uid;
  if (gives && context.uid !== 0) refuse('EPERM');
  ownOnly(context, inode);
  if (owner.uid !== -1) inode.uid = owner.uid;
  if (owner.gid !== -1) inode.gid = owner.gid;
  changed(context, located);
};

/** Sets the times of access and modification. */
export const utimes = (
  context: CallContext,
  target: Target,
  times: { readonly accessedMs: number; readonly modifiedMs: number },
): void => {
  const located = locate(context, target);
  ownOnly(context, located.inode);
  located.inode.accessedMs = times.accessedMs;
  located.inode.modifiedMs = times.modifiedMs;
  changed(context, located);
};

/** Names and kinds of what is in a folder, in the order they came. */
export const readdir = (context: CallContext, path: string): ReadonlyMap<string, Inode> => {
  const { inode } = find(context, path);
  if (inode.kind !== 'folder') return refuse('ENOTDIR');
  permit(context, inode, right.read);
  return inode.entries;
};

/** Where a symbolic link points. */
export const readlink = (context: CallContext, path: string): string => {
  const { inode } = find(context, path, false);
  return inode.kind === 'link' ? inode.target : refuse('EINVAL');
};
