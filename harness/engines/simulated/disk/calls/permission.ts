import { refuse } from '../call-failure.ts';
import type { Inode } from '../model/inode.ts';

/** The rights to read, write, and execute or search. */
export const right = { read: 4, write: 2, search: 1 } as const;

/** Whoever asks; uid 0 may do everything, except execute a file that nobody may. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Whether somebody has rights on an inode. */
export const mayUse = ({ uid, gid }: Identity, inode: Inode, rights: number): boolean => {
  if (uid === 0) {
    const executes = (rights & right.search) !== 0 && inode.kind === 'file';
    return !executes || (inode.mode & 0o111) !== 0;
  }
  const shift = uid === inode.uid ? 6 : gid === inode.gid ? 3 : 0;
  return ((inode.mode >> shift) & rights) === rights;
};

/** Refuses with EACCES who has not the rights. */
export const permit = (identity: Identity, inode: Inode, rights: number): void => {
  if (!mayUse(identity, inode, rights)) refuse('EACCES');
};
