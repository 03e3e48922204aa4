import { refuse } from '../call-failure.ts';
import type { Disk } from '../model/disk.ts';
import type { FileInode, FolderInode } from '../model/inode.ts';

/** An open file or folder of a process. */
export interface OpenFile {
  readonly inode: FileInode | FolderInode;
  readonly disk: Disk;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly append: boolean;
  /** The path it was opened by, for rules and the trace. */
  readonly path: string;
  /** What a stale read sees instead of the content. */
  readonly stale: Buffer | undefined;
  position: number;
}

/** Takes what a process writes to its standard output (1) or error (2). */
export type Output = (fd: 1 | 2, bytes: Buffer) => void;

/** So high that a descriptor of the real machine is never mistaken for a simulated one. */
const firstNumber = 1_000_000;

/** The descriptors of one process; the lowest free number is given, as POSIX says. */
export class Descriptors {
  readonly #open = new Map<number, OpenFile>();
  readonly #most: number;
  readonly #output: Output | undefined;
  #lowestFree = firstNumber;

  constructor(options: { readonly most?: number; readonly output?: Output | undefined } = {}) {
    this.#most = options.most ?? 65_536;
    this.#output = options.output;
  }

  get count(): number {
    return this.#open.size;
  }

  add(file: OpenFile): number {
    if (this.#open.size >= this.#most) refuse('EMFILE');
    const number = this.#lowestFree;
    this.#open.set(number, file);
    file.inode.descriptors += 1;
    let next = number + 1;
    while (this.#open.has(next)) next += 1;
    this.#lowestFree = next;
    return number;
  }

  get(number: number): OpenFile {
    return this.#open.get(number) ?? refuse('EBADF');
  }

  pathOf(number: number): string {
    return this.#open.get(number)?.path ?? '';
  }

  /** Where bytes for a standard descriptor go; undefined for any other number. */
  standard(number: number): ((bytes: Buffer) => void) | undefined {
    const output = this.#output;
    if (output === undefined || (number !== 1 && number !== 2)) return undefined;
    return (bytes) => output(number, bytes);
  }

  close(number: number): void {
    if (this.standard(number) !== undefined) return;
    const file = this.get(number);
    this.#open.delete(number);
    if (number < this.#lowestFree) this.#lowestFree = number;
    file.disk.released(file.inode);
  }

  /** The kernel closes what a process leaves open. */
  closeAll(): void {
    for (const number of [...this.#open.keys()]) this.close(number);
  }
}
