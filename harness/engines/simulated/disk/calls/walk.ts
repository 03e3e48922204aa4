import { refuse } from '../call-failure.ts';
import type { Disk } from '../model/disk.ts';
import type { FolderInode, Inode } from '../model/inode.ts';
import type { CallContext } from './call-context.ts';
import { permit, right } from './permission.ts';

/** Where a path leads: the folder of its last name, and what that name leads to, if anything. */
export interface Found {
  readonly disk: Disk;
  readonly folder: FolderInode;
  /** Empty for a path that ends in a top folder or in `..`. */
  readonly name: string;
  readonly inode: Inode | undefined;
  /** The path ended in a slash. */
  readonly mustBeFolder: boolean;
}

interface Spot {
  readonly disk: Disk;
  readonly folder: FolderInode;
}

const linksMost = 40;
const nameBytesMost = 255;

const knownMost = 4096;
const known = new Map<string, readonly string[]>();

/** A path's names; programs ask for the same paths again and again. */
const partsOf = (path: string): readonly string[] => {
  const found = known.get(path);
  if (found !== undefined) return found;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (known.size >= knownMost) known.clear();
  known.set(path, parts);
  return parts;
};

const namesFolder = /(^|\/)\.{0,2}$/;
const slash = 47;
const dot = 46;

/** Whether a path ends in a slash, in `.` or in `..`. */
const endsInFolder = (path: string): boolean => {
  const last = path.charCodeAt(path.length - 1);
  return (last === slash || last === dot) && namesFolder.test(path);
};

const isTooLong = (name: string): boolean =>
  // A UTF-16 unit takes three bytes at most.
  name.length * 3 > nameBytesMost && Buffer.byteLength(name) > nameBytesMost;

const enter = (context: CallContext, disk: Disk, folder: FolderInode): Spot => {
  const covering = context.mounts.covering(folder);
  return covering === undefined ? { disk, folder } : { disk: covering, folder: covering.root };
};

const topOf = ({ mounts }: CallContext): Spot => ({ disk: mounts.root, folder: mounts.root.root });

/** The absolute form of a path, not yet cleaned. */
export const absolute = (context: CallContext, path: string): string =>
  path.startsWith('/') ? path : `${context.cwd()}/${path}`;

/** Follows a path as the kernel does: mounts, `..`, symbolic links, the right to search. */
export const walk = (context: CallContext, path: string, followLast = true): Found => {
  if (path === '') refuse('ENOENT');
  const mustBeFolder = endsInFolder(path);
  let parts: readonly string[] = partsOf(absolute(context, path));
  let spots: Spot[] = [topOf(context)];
  let linksMet = 0;
  for (let index = 0; index < parts.length; index++) {
    const name = parts[index] ?? '';
    const isLast = index === parts.length - 1;
    const spot = spots.at(-1) ?? topOf(context);
    const { disk, folder } = spot;
    permit(context, folder, right.search);
    if (name === '..') {
      if (spots.length > 1) spots.pop();
      continue;
    }
    if (isTooLong(name)) refuse('ENAMETOOLONG');
    const inode = folder.entries.get(name);
    if (inode?.kind === 'link' && (!isLast || followLast || mustBeFolder)) {
      linksMet += 1;
      if (linksMet > linksMost) refuse('ELOOP');
      parts = [...partsOf(inode.target), ...parts.slice(index + 1)];
      if (inode.target.startsWith('/')) spots = [topOf(context)];
      index = -1;
      continue;
    }
    if (inode?.kind === 'folder') {
      const inside = enter(context, disk, inode);
      if (isLast) return { disk: inside.disk, folder, name, inode: inside.folder, mustBeFolder };
      spots.push(inside);
      continue;
    }
    if (!isLast) refuse(inode === undefined ? 'ENOENT' : 'ENOTDIR');
    if (inode !== undefined && mustBeFolder) refuse('ENOTDIR');
    return { disk, folder, name, inode, mustBeFolder };
  }
  const { disk, folder } = spots.at(-1) ?? topOf(context);
  return { disk, folder, name: '', inode: folder, mustBeFolder };
};

/** As `walk`, but there must be something. */
export const find = (
  context: CallContext,
  path: string,
  followLast = true,
): Found & { readonly inode: Inode } => {
  const found = walk(context, path, followLast);
  return { ...found, inode: found.inode ?? refuse('ENOENT') };
};
