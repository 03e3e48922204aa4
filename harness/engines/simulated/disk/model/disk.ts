import { refuse } from '../call-failure.ts';
import { RuleBook } from '../rules/rule-book.ts';
import { createFolder, type FileInode, type FolderInode, type Inode } from './inode.ts';
import { Listeners } from './listeners.ts';
import { type NameChange, type NameEdit, setName } from './name-change.ts';

/** How a disk is made. */
export interface DiskOptions {
  /** Writes beyond it fail with ENOSPC. */
  readonly capacityBytes?: number;
  /** Who owns the top folder. */
  readonly uid?: number;
  readonly gid?: number;
  readonly nowMs?: number;
}

type Edit = Pick<NameEdit, 'folder' | 'name' | 'after'>;

/**
 * One disk: a tree of inodes as programs see it now, and what of it is not yet durable. It may be
 * mounted in several hosts; each change knows its writer.
 */
export class Disk {
  readonly root: FolderInode;
  readonly rules = new RuleBook();
  readonly listeners = new Listeners();
  /** Name changes that no sync has made durable, oldest first. */
  readonly pendingNames = new Set<NameChange>();
  /** Files whose content a power loss could change. */
  readonly dirty = new Set<FileInode>();
  capacityBytes: number;
  usedBytes = 0;
  readonly #writers = new WeakMap<Inode, Set<string>>();
  #lastNumber = 1;

  constructor({ capacityBytes, uid = 1000, gid = 1000, nowMs = 0 }: DiskOptions = {}) {
    this.capacityBytes = capacityBytes ?? Number.POSITIVE_INFINITY;
    this.root = createFolder({ number: this.nextNumber(), mode: 0o755, uid, gid, nowMs });
    this.root.links = 1;
  }

  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** Whether anyone but one host has ever put something into a file or folder. */
  hasOtherWriter(inode: Inode, writer: string): boolean {
    return [...(this.#writers.get(inode) ?? [])].some((one) => one !== writer);
  }

  /** Changes names as one step: what was there loses a link, what comes gains one. */
  changeNames(writer: string, edits: readonly Edit[]): void {
    const change: NameChange = {
      writer,
      edits: edits.map((edit) => ({
        ...edit,
        before: edit.folder.entries.get(edit.name),
      })),
    };
    // First all gains, so that a rename never frees what it moves.
    for (const { folder, name, after } of edits) {
      if (after === undefined) continue;
      after.links += 1;
      after.home = { folder, name };
    }
    for (const { folder, name, before, after } of change.edits) {
      this.#wrote(folder, writer);
      setName(folder, name, after);
      folder.pending.add(change);
      if (before !== undefined) this.#unlinked(before);
    }
    this.pendingNames.add(change);
  }

  /** The folder's names as one host has changed them are durable. */
  syncFolder(folder: FolderInode, writer: string): void {
    if (folder.pending.size === 0) return;
    const settled = new Set<string>();
    for (const change of [...folder.pending].reverse()) {
      const isDurable = (edit: NameEdit) =>
        edit.folder === folder && (change.writer === writer || settled.has(edit.name));
      for (const edit of change.edits) if (isDurable(edit)) settled.add(edit.name);
      change.edits = change.edits.filter((edit) => !isDurable(edit));
      if (change.edits.every((edit) => edit.folder !== folder)) folder.pending.delete(change);
      if (change.edits.length === 0) this.pendingNames.delete(change);
    }
  }

  /** Sets or takes away a name at once and for good, as one who works on the disk itself. */
  placeAtRest(folder: FolderInode, name: string, inode: Inode | undefined): void {
    const before = folder.entries.get(name);
    if (inode !== undefined) {
      inode.links += 1;
      inode.home = { folder, name };
    }
    setName(folder, name, inode);
    for (const change of [...folder.pending]) {
      change.edits = change.edits.filter((edit) => edit.folder !== folder || edit.name !== name);
      if (change.edits.every((edit) => edit.folder !== folder)) folder.pending.delete(change);
      if (change.edits.length === 0) this.pendingNames.delete(change);
    }
    if (before !== undefined) this.#unlinked(before);
    if (inode !== undefined) this.listeners.came(folder, name, inode);
    else if (before !== undefined) this.listeners.went(folder, name);
    this.recount();
  }

  syncFile(file: FileInode, writer: string): void {
    file.bytes.sync(writer);
    if (!file.bytes.hasPending) this.dirty.delete(file);
  }

  /** Writes as much as there is room for; ENOSPC when there is none. */
  writeFile(file: FileInode, bytes: Uint8Array, at: { position: number; writer: string }): number {
    const growth = Math.max(0, at.position + bytes.length - file.bytes.size);
    const room = Math.max(0, this.capacityBytes - this.usedBytes);
    const written = growth <= room ? bytes.length : bytes.length - (growth - room);
    if (written <= 0 && bytes.length > 0) return refuse('ENOSPC');
    const before = file.bytes.size;
    this.#wrote(file, at.writer);
    file.bytes.write(bytes.subarray(0, written), at.position, at.writer);
    this.usedBytes += file.bytes.size - before;
    this.dirty.add(file);
    return written;
  }

  truncateFile(file: FileInode, size: number, writer: string): void {
    const before = file.bytes.size;
    // A file grown by truncation has a hole: it takes no room, here counted when it shrinks again.
    file.bytes.truncate(size, writer);
    this.usedBytes += file.bytes.size - before;
    if (file.bytes.hasPending) this.dirty.add(file);
  }

  /** A descriptor of a file is gone; with the last one goes a file that has no name. */
  released(inode: Inode): void {
    inode.descriptors -= 1;
    this.#freeIfGone(inode);
  }

  /** Counts links and bytes again from the tree, after names were set from outside. */
  recount(): void {
    const links = new Map<Inode, number>([[this.root, 1]]);
    const walk = (folder: FolderInode): void => {
      for (const [name, inode] of folder.entries) {
        links.set(inode, (links.get(inode) ?? 0) + 1);
        inode.home = { folder, name };
        if (inode.kind === 'folder') walk(inode);
      }
    };
    walk(this.root);
    this.usedBytes = 0;
    for (const [inode, count] of links) {
      inode.links = count;
      if (inode.kind === 'file') this.usedBytes += inode.bytes.size;
    }
  }

  #wrote(inode: Inode, writer: string): void {
    const writers = this.#writers.get(inode);
    if (writers === undefined) this.#writers.set(inode, new Set([writer]));
    else writers.add(writer);
  }

  #unlinked(inode: Inode): void {
    inode.links -= 1;
    if (inode.links === 0) inode.home = undefined;
    this.#freeIfGone(inode);
  }

  #freeIfGone(inode: Inode): void {
    if (inode.links > 0 || inode.descriptors > 0 || inode.kind !== 'file') return;
    this.usedBytes -= inode.bytes.size;
  }
}
