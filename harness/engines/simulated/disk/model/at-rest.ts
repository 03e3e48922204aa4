import type { Rng } from '../../../../core/rng.ts';
import type { Disk } from './disk.ts';
import { createFile, createFolder, type FileInode, type FolderInode, type Inode } from './inode.ts';

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '');

/** What a path of a disk leads to; links are not followed. */
export const inodeAtRest = (disk: Disk, path: string): Inode | undefined => {
  let at: Inode | undefined = disk.root;
  for (const name of partsOf(path)) at = at?.kind === 'folder' ? at.entries.get(name) : undefined;
  return at;
};

const fileAtRest = (disk: Disk, path: string): FileInode => {
  const inode = inodeAtRest(disk, path);
  if (inode?.kind !== 'file')
    throw new Error(`disk: there is no file ${path} to be changed at rest`);
  return inode;
};

/** The content of a file as programs would read it now. */
export const readAtRest = (disk: Disk, path: string): Buffer | undefined => {
  const inode = inodeAtRest(disk, path);
  return inode?.kind === 'file' ? Buffer.from(inode.bytes.view()) : undefined;
};

const birth = (disk: Disk, mode: number) => {
  const { uid, gid, bornMs: nowMs } = disk.root;
  return { number: disk.nextNumber(), mode, uid, gid, nowMs };
};

const folderFor = (disk: Disk, path: string): FolderInode => {
  let folder = disk.root;
  for (const name of partsOf(path).slice(0, -1)) {
    let next = folder.entries.get(name);
    if (next === undefined) {
      next = createFolder(birth(disk, 0o755));
      disk.placeAtRest(folder, name, next);
    }
    if (next.kind !== 'folder') throw new Error(`disk: ${name} of ${path} is not a folder`);
    folder = next;
  }
  return folder;
};

/** Puts a file on a disk, durable, in place of what is there; null takes it away. */
export const putAtRest = (disk: Disk, path: string, content: string | Uint8Array | null): void => {
  const name = partsOf(path).at(-1) ?? '';
  const before = inodeAtRest(disk, path);
  if (content === null) {
    if (before?.home !== undefined) disk.placeAtRest(before.home.folder, name, undefined);
    return;
  }
  const file = createFile(birth(disk, before?.kind === 'file' ? before.mode : 0o644));
  file.bytes.replaceAtRest(typeof content === 'string' ? Buffer.from(content) : content);
  disk.placeAtRest(folderFor(disk, path), name, file);
};

/** Makes a folder on a disk, durable. */
export const putFolderAtRest = (disk: Disk, path: string): void => {
  folderFor(disk, `${path}/.`);
};

/** Moves a file or folder out of the way or back; says whether it was there. */
export const moveAtRest = (disk: Disk, path: string, dest: string): boolean => {
  const inode = inodeAtRest(disk, path);
  if (inode?.home === undefined) return false;
  const { folder, name } = inode.home;
  disk.placeAtRest(folderFor(disk, dest), partsOf(dest).at(-1) ?? '', inode);
  disk.placeAtRest(folder, name, undefined);
  return true;
};

const changeAtRest = (disk: Disk, path: string, change: (bytes: Buffer) => Buffer): number => {
  const file = fileAtRest(disk, path);
  const before = Buffer.from(file.bytes.view());
  const after = change(Buffer.from(before));
  file.bytes.replaceAtRest(after);
  disk.dirty.delete(file);
  disk.recount();
  let changed = Math.abs(before.length - after.length);
  for (let at = 0; at < Math.min(before.length, after.length); at++) {
    if (before[at] !== after[at]) changed += 1;
  }
  return changed;
};

/** Flips single bits of a file on the platter; gives how many bytes differ. */
export const flipBitsAtRest = (
  disk: Disk,
  path: string,
  how: { readonly bits: number; readonly rng: Rng },
): number =>
  changeAtRest(disk, path, (bytes) => {
    const flipped = new Set<number>();
    const most = Math.min(how.bits, bytes.length * 8);
    while (flipped.size < most) flipped.add(how.rng.integer(0, bytes.length * 8 - 1));
    for (const bit of flipped) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return bytes;
  });

/** Gives a file another content on the platter, under those who have it open. */
export const rewriteAtRest = (disk: Disk, path: string, bytes: Buffer): number =>
  changeAtRest(disk, path, () => Buffer.from(bytes));

/** Cuts a file on the platter; gives how many bytes went. */
export const truncateAtRest = (disk: Disk, path: string, bytesLeft: number): number =>
  changeAtRest(disk, path, (bytes) => bytes.subarray(0, bytesLeft));

/** The files at and below a path with their content, as a backup would have them. */
export const contentsAtRest = (disk: Disk, path = '/'): ReadonlyMap<string, Buffer> => {
  const found = new Map<string, Buffer>();
  const walk = (inode: Inode, at: string): void => {
    if (inode.kind === 'file') found.set(at, Buffer.from(inode.bytes.view()));
    if (inode.kind !== 'folder') return;
    for (const [name, entry] of inode.entries)
      walk(entry, at === '/' ? `/${name}` : `${at}/${name}`);
  };
  const top = inodeAtRest(disk, path);
  if (top !== undefined) walk(top, `/${partsOf(path).join('/')}`);
  return found;
};

/** Puts old content back over what is there (a stale file); gives how many files changed. */
export const restoreAtRest = (disk: Disk, contents: ReadonlyMap<string, Buffer>): number => {
  let changed = 0;
  for (const [path, bytes] of contents) {
    if (readAtRest(disk, path)?.equals(bytes)) continue;
    putAtRest(disk, path, bytes);
    changed += 1;
  }
  return changed;
};
