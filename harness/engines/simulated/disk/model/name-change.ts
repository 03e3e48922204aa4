import type { FolderInode, Inode } from './inode.ts';

/** One name of one folder before and after a change. */
export interface NameEdit {
  readonly folder: FolderInode;
  readonly name: string;
  before: Inode | undefined;
  readonly after: Inode | undefined;
}

/**
 * One create, link, rename or unlink. What is left of it survives a power loss together or not at all.
 * A sync of one of its folders makes the edits of that folder durable, and takes them out.
 */
export interface NameChange {
  readonly writer: string;
  edits: readonly NameEdit[];
}

/** Sets a name, or takes it away. */
export const setName = (folder: FolderInode, name: string, inode: Inode | undefined): void => {
  if (inode === undefined) folder.entries.delete(name);
  else folder.entries.set(name, inode);
};

/** Takes a change back; later changes of the same names must have been taken back before. */
export const undoNames = ({ edits }: NameChange): void => {
  for (const { folder, name, before } of edits) setName(folder, name, before);
};

/** Makes an edit again on what is there now. */
export const redoName = (edit: NameEdit): void => {
  edit.before = edit.folder.entries.get(edit.name);
  setName(edit.folder, edit.name, edit.after);
};
