import type { Inode } from './inode.ts';

/** What a listener hears: a name came or went, or something changed. */
export type DiskChange = 'rename' | 'change';

/** Hears of changes of an inode; of a folder, with the name of the entry. */
export type Listener = (change: DiskChange, name: string | undefined, entry?: Inode) => void;

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
  changed(inode: Inode): void {
    const { home } = inode;
    if (home !== undefined) this.#tell(home.folder, 'change', home.name);
    this.#tell(inode, 'change', undefined);
  }

  /** A name of a folder came (with what it leads to) or went. */
  named(folder: Inode, name: string, came?: Inode): void {
    this.#tell(folder, 'rename', name, came);
  }

  /** An inode was moved away from where it was watched. */
  moved(inode: Inode): void {
    this.#tell(inode, 'rename', undefined);
  }

  /** An inode lost a name: its link count changed, and with the last one it went. */
  gone(inode: Inode): void {
    this.#tell(inode, 'change', undefined);
    if (inode.links === 0) this.#tell(inode, 'rename', undefined);
  }

  #tell(inode: Inode, change: DiskChange, name: string | undefined, entry?: Inode): void {
    if (this.#of.size === 0) return;
    for (const listener of [...(this.#of.get(inode) ?? [])]) listener(change, name, entry);
  }
}
