import { refuse } from '../call-failure.ts';
import type { FileInode } from '../model/inode.ts';
import { type CallContext, touch } from './call-context.ts';
import type { OpenFile } from './descriptors.ts';

const fileOf = ({ inode }: OpenFile): FileInode =>
  inode.kind === 'file' ? inode : refuse('EISDIR');

/** Reads at a position, or where the descriptor stands, which moves on. */
export const read = (
  context: CallContext,
  fd: number,
  into: { readonly bytes: Uint8Array; readonly position: number | undefined },
): number => {
  if (fd === 0) return 0;
  const open = context.descriptors.get(fd);
  if (!open.readable) refuse('EBADF');
  const file = fileOf(open);
  const from = into.position ?? open.position;
  let count: number;
  if (open.stale === undefined) {
    count = file.bytes.read(into.bytes, from);
  } else {
    const part = open.stale.subarray(from, from + into.bytes.length);
    into.bytes.set(part);
    count = part.length;
  }
  if (into.position === undefined) open.position += count;
  return count;
};

/** Writes at a position, at the end of an appending descriptor, or where it stands. */
export const write = (
  context: CallContext,
  fd: number,
  from: { readonly bytes: Uint8Array; readonly position: number | undefined },
): number => {
  const standard = context.descriptors.standard(fd);
  if (standard !== undefined) {
    standard(Buffer.from(from.bytes));
    return from.bytes.length;
  }
  const open = context.descriptors.get(fd);
  if (!open.writable) refuse('EBADF');
  const file = fileOf(open);
  const position = open.append ? file.bytes.size : (from.position ?? open.position);
  const { writer } = context;
  const count =
    from.bytes.length === 0 ? 0 : open.disk.writeFile(file, from.bytes, { position, writer });
  if (from.position === undefined || open.append) open.position = position + count;
  if (count === 0) return 0;
  touch(context, file);
  open.disk.listeners.changed(file);
  return count;
};

/** Cuts or extends an open file. */
export const ftruncate = (context: CallContext, fd: number, size: number): void => {
  const open = context.descriptors.get(fd);
  if (!open.writable || open.inode.kind !== 'file') refuse('EINVAL');
  open.disk.truncateFile(open.inode, size, context.writer);
  touch(context, open.inode);
  open.disk.listeners.changed(open.inode);
};

/** Makes durable what this host wrote to an open file, or changed in an open folder. */
export const fsync = (context: CallContext, fd: number): void => {
  if (context.descriptors.standard(fd) !== undefined) refuse('EINVAL');
  const { inode, disk } = context.descriptors.get(fd);
  if (inode.kind === 'file') disk.syncFile(inode, context.writer);
  else disk.syncFolder(inode, context.writer);
};

/** A failing fsync's damage: the pages count as clean, but are not on the platter. */
export const losePages = (context: CallContext, fd: number): number => {
  const { inode } = context.descriptors.get(fd);
  return inode.kind === 'file' ? inode.bytes.losePages(context.writer) : 0;
};
