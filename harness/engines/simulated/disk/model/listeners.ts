import type { Inode } from './inode.ts';

/** What happened to a watched inode, or to the named entry of a watched folder. */
export type DiskCause =
  | 'modified'
  | 'attributes'
  | 'came'
  | 'went'
  | 'moved'
  | 'removed'
  /** The watch itself has ended with what it watched. */
  | 'ended';

/** Hears of changes of an inode; of a folder, with the name of the entry and what came there. */
export type Listener = (cause: DiskCause, name: string | undefined, came?: Inode) => void;

/** Who watches which inode. */
export class Listeners {
  readonly #of = new Map<Inode, Set<Listener>>();

  add(inode: Inode, listener: Listener): () => void {
    const known = this.#of.get(inode) ?? new Set();
    this.#of.set(inode, known.add(listener));
    return () => {
      known.delete(listener);
      if (known.size === 0) this.#of.delete(inode);
    };
  }

  /** Content or metadata of an inode changed: told to it and to the folder it is in. */
  changed(inode: Inode, cause: 'modified' | 'attributes' = 'modified'): void {
    const { home } = inode;
    if (home !== undefined) this.#tell(home.folder, cause, home.name);
    this.#tell(inode, cause, undefined);
  }

  /** A name of a folder leads to something new. */
  came(folder: Inode, name: string, inode: Inode): void {
    this.#tell(folder, 'came', name, inode);
  }

  /** A name of a folder is gone. */
  went(folder: Inode, name: string): void {
    this.#tell(folder, 'went', name);
  }

  /** An inode was moved away from where it was watched. */
  moved(inode: Inode): void {
    this.#tell(inode, 'moved', undefined);
  }

  /** An inode lost a name: its link count changed, and with the last one it went. */
  unlinked(inode: Inode): void {
    if (inode.kind !== 'folder') this.#tell(inode, 'attributes', undefined);
    if (inode.links > 0 || inode.descriptors > 0) return;
    this.#tell(inode, 'removed', undefined);
    this.#tell(inode, 'ended', undefined);
  }

  #tell(inode: Inode, cause: DiskCause, name: string | undefined, came?: Inode): void {
    if (this.#of.size === 0) return;
    for (const listener of [...(this.#of.get(inode) ?? [])]) listener(cause, name, came);
  }
}
