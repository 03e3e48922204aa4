import { refuse } from '../call-failure.ts';
import { createFolder, createLink, type FolderInode, type Inode } from '../model/inode.ts';
import { birthOf, type CallContext, touch } from './call-context.ts';
import { permit, right } from './permission.ts';
import { type Found, find, walk } from './walk.ts';

const putNew = (context: CallContext, found: Found, after: Inode): void => {
  const { disk, folder, name } = found;
  permit(context, folder, right.write);
  disk.changeNames(context.writer, [{ folder, name, after }]);
  touch(context, folder);
  disk.listeners.came(folder, name, after);
};

const takeAway = (context: CallContext, found: Found & { readonly inode: Inode }): void => {
  const { disk, folder, name, inode } = found;
  permit(context, folder, right.write);
  disk.changeNames(context.writer, [{ folder, name, after: undefined }]);
  touch(context, folder);
  inode.changedMs = context.nowMs();
  disk.listeners.unlinked(inode);
  disk.listeners.went(folder, name);
};

/** Makes a folder. */
export const mkdir = (context: CallContext, path: string, mode: number): void => {
  const found = walk(context, path, false);
  if (found.inode !== undefined) refuse('EEXIST');
  putNew(context, found, createFolder(birthOf(context, found.disk, mode)));
};

/** Makes a symbolic link. */
export const symlink = (context: CallContext, target: string, path: string): void => {
  const found = walk(context, path, false);
  if (target === '') refuse('ENOENT');
  if (found.inode !== undefined) refuse('EEXIST');
  if (found.mustBeFolder) refuse('ENOENT');
  putNew(context, found, createLink(birthOf(context, found.disk, 0o777), target));
};

/** Gives a file another name. */
export const link = (context: CallContext, existing: string, path: string): void => {
  const { inode, disk } = find(context, existing, false);
  const found = walk(context, path, false);
  if (found.inode !== undefined) refuse('EEXIST');
  if (inode.kind === 'folder') refuse('EPERM');
  if (found.mustBeFolder) refuse('ENOENT');
  if (found.disk !== disk) refuse('EXDEV');
  putNew(context, found, inode);
};

/** Takes a file's name away; an open file lives on until it is closed. */
export const unlink = (context: CallContext, path: string): void => {
  const found = find(context, path, false);
  permit(context, found.folder, right.write);
  if (found.inode.kind === 'folder') refuse('EISDIR');
  takeAway(context, found);
};

/** Takes an empty folder away. */
export const rmdir = (context: CallContext, path: string): void => {
  if (/(^|\/)\.\/*$/.test(path)) refuse('EINVAL');
  if (/(^|\/)\.\.\/*$/.test(path)) refuse('ENOTEMPTY');
  const found = find(context, path, false);
  const { inode, folder, name } = found;
  if (inode.kind !== 'folder') refuse('ENOTDIR');
  if (folder.entries.get(name) !== inode) refuse('EBUSY');
  permit(context, folder, right.write);
  if (inode.entries.size > 0) refuse('ENOTEMPTY');
  takeAway(context, found);
};

const isInside = (folder: FolderInode, outer: Inode): boolean => {
  for (let at: FolderInode | undefined = folder; at !== undefined; at = at.home?.folder) {
    if (at === outer) return true;
  }
  return false;
};

const checkRename = (from: Found & { readonly inode: Inode }, to: Found): void => {
  const replaced = to.inode;
  if (from.disk !== to.disk) refuse('EXDEV');
  if (from.name === '' || to.name === '') refuse('EBUSY');
  if (from.inode.kind === 'folder') {
    if (isInside(to.folder, from.inode)) refuse('EINVAL');
    if (replaced !== undefined && replaced.kind !== 'folder') refuse('ENOTDIR');
    if (replaced?.kind === 'folder' && replaced.entries.size > 0) refuse('ENOTEMPTY');
  } else {
    if (from.mustBeFolder || (to.mustBeFolder && replaced === undefined)) refuse('ENOTDIR');
    if (replaced?.kind === 'folder')
      refuse(isInside(from.folder, replaced) ? 'ENOTEMPTY' : 'EISDIR');
  }
};

/** Moves a name, over what is there: readers see the old or the new, never neither. */
export const rename = (context: CallContext, path: string, dest: string): void => {
  const old = walk(context, path, false);
  // Both folders are found before either name is looked up.
  const to = walk(context, dest, false);
  const from = { ...old, inode: old.inode ?? refuse('ENOENT') };
  if (to.inode === from.inode) return;
  permit(context, from.folder, right.write);
  permit(context, to.folder, right.write);
  checkRename(from, to);
  const { disk, inode } = from;
  disk.changeNames(context.writer, [
    { folder: from.folder, name: from.name, after: undefined },
    { folder: to.folder, name: to.name, after: inode },
  ]);
  touch(context, from.folder);
  touch(context, to.folder);
  disk.listeners.went(from.folder, from.name);
  disk.listeners.came(to.folder, to.name, inode);
  disk.listeners.moved(inode);
  if (to.inode !== undefined) disk.listeners.unlinked(to.inode);
};
