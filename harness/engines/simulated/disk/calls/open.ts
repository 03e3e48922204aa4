import { constants } from 'node:fs';
import { refuse } from '../call-failure.ts';
import { createFile, type FileInode, type FolderInode } from '../model/inode.ts';
import { birthOf, type CallContext, touch } from './call-context.ts';
import { permit, right } from './permission.ts';
import { absolute, type Found, walk } from './walk.ts';

/** What `open` is asked for. */
export interface OpenRequest {
  readonly path: string;
  readonly flags: number;
  readonly mode: number;
  /** Content that a rule wants a reader to see instead of the real one. */
  readonly stale?: Buffer | undefined;
}

const create = (context: CallContext, found: Found, mode: number): FileInode => {
  if (found.mustBeFolder) refuse('EISDIR');
  permit(context, found.folder, right.write);
  const file = createFile(birthOf(context, found.disk, mode));
  const { folder, name } = found;
  found.disk.changeNames(context.writer, [{ folder, name, after: file }]);
  touch(context, folder);
  found.disk.listeners.came(folder, name, file);
  return file;
};

const existing = (context: CallContext, found: Found, flags: number): FileInode | FolderInode => {
  const { inode, disk } = found;
  const writes = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
  if (flags & constants.O_CREAT && flags & constants.O_EXCL) refuse('EEXIST');
  if (inode === undefined) return refuse('ENOENT');
  if (inode.kind === 'link') return refuse('ELOOP');
  if (inode.kind === 'folder') {
    return writes || flags & constants.O_CREAT ? refuse('EISDIR') : inode;
  }
  if (flags & constants.O_DIRECTORY) refuse('ENOTDIR');
  if (writes) permit(context, inode, right.write);
  if (flags & constants.O_TRUNC && inode.bytes.size > 0) {
    disk.truncateFile(inode, 0, context.writer);
    touch(context, inode);
    disk.listeners.changed(inode);
  }
  return inode;
};

/** Opens a file or folder, and makes the file when asked to; gives the descriptor. */
export const open = (context: CallContext, request: OpenRequest): number => {
  const { path, flags, mode, stale } = request;
  const isExclusive = (flags & constants.O_CREAT) !== 0 && (flags & constants.O_EXCL) !== 0;
  const found = walk(context, path, !isExclusive && !(flags & constants.O_NOFOLLOW));
  const access = flags & 3;
  const isNew = found.inode === undefined && (flags & constants.O_CREAT) !== 0;
  const readable = access !== constants.O_WRONLY;
  if (!isNew && readable && found.inode?.kind === 'file') {
    permit(context, found.inode, right.read);
  }
  if (!isNew && readable && found.inode?.kind === 'folder') {
    permit(context, found.inode, right.read);
  }
  const inode = isNew ? create(context, found, mode) : existing(context, found, flags);
  return context.descriptors.add({
    inode,
    disk: found.disk,
    readable,
    writable: access !== constants.O_RDONLY,
    append: (flags & constants.O_APPEND) !== 0,
    path: absolute(context, path),
    stale,
    position: 0,
  });
};
