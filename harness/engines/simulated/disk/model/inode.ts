import { FileBytes } from './file-bytes.ts';
import type { NameChange } from './name-change.ts';

/** Where an inode was last linked; events of its content are told there. */
export interface Home {
  readonly folder: FolderInode;
  readonly name: string;
}

interface Common {
  readonly number: number;
  mode: number;
  uid: number;
  gid: number;
  /** Names that lead here; a file with none goes away with its last descriptor. */
  links: number;
  descriptors: number;
  home: Home | undefined;
  accessedMs: number;
  modifiedMs: number;
  changedMs: number;
  readonly bornMs: number;
}

/** A regular file. */
export interface FileInode extends Common {
  readonly kind: 'file';
  readonly bytes: FileBytes;
}

/** A folder: what is in it now, and which changes of it are not yet durable. */
export interface FolderInode extends Common {
  readonly kind: 'folder';
  readonly entries: Map<string, Inode>;
  readonly pending: Set<NameChange>;
}

/** A symbolic link. */
export interface LinkInode extends Common {
  readonly kind: 'link';
  readonly target: string;
}

/** Anything that a name can lead to. */
export type Inode = FileInode | FolderInode | LinkInode;

/** Who makes an inode, and when. */
export interface Birth {
  readonly number: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly nowMs: number;
}

const common = ({ number, mode, uid, gid, nowMs }: Birth): Common => ({
  number,
  mode,
  uid,
  gid,
  links: 0,
  descriptors: 0,
  home: undefined,
  accessedMs: nowMs,
  modifiedMs: nowMs,
  changedMs: nowMs,
  bornMs: nowMs,
});

/** A file without content. */
export const createFile = (birth: Birth): FileInode => ({
  ...common(birth),
  kind: 'file',
  bytes: new FileBytes(),
});

/** A folder without entries. */
export const createFolder = (birth: Birth): FolderInode => ({
  ...common(birth),
  kind: 'folder',
  entries: new Map(),
  pending: new Set(),
});

/** A symbolic link; its target is durable with its name. */
export const createLink = (birth: Birth, target: string): LinkInode => ({
  ...common({ ...birth, mode: 0o777 }),
  kind: 'link',
  target,
});

/** How many bytes of the disk an inode takes. */
export const sizeOf = (inode: Inode): number => {
  if (inode.kind === 'file') return inode.bytes.size;
  return inode.kind === 'link' ? Buffer.byteLength(inode.target) : 4096;
};
