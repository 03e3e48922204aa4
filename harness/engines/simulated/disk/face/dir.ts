import type { Dirent } from 'node:fs';
import type { Entry } from './listing-calls.ts';
import { toDirent } from './listing-calls.ts';

const closedError = (): Error =>
  Object.assign(new Error('Directory handle was closed'), { code: 'ERR_DIR_CLOSED' });

/** An open folder, as `opendir` gives it; its entries are those of the time of opening. */
export class Dir {
  readonly path: string;
  readonly #entries: Entry[];
  readonly #encoding: unknown;
  #closed = false;

  constructor(path: string, entries: readonly Entry[], encoding: unknown) {
    this.path = path;
    this.#entries = [...entries];
    this.#encoding = encoding;
  }

  readSync(): Dirent | null {
    if (this.#closed) throw closedError();
    const entry = this.#entries.shift();
    return entry === undefined ? null : toDirent(entry, this.path, this.#encoding);
  }

  read(
    callback?: (error: unknown, entry?: Dirent | null) => void,
  ): Promise<Dirent | null> | undefined {
    if (callback === undefined) return this.#readLater();
    this.#readLater().then((entry) => callback(null, entry), callback);
  }

  closeSync(): void {
    if (this.#closed) throw closedError();
    this.#closed = true;
  }

  close(callback?: (error: unknown) => void): Promise<void> | void {
    const closing = this.#closeLater();
    if (callback === undefined) return closing;
    closing.then(() => callback(null), callback);
  }

  async *entries(): AsyncGenerator<Dirent> {
    try {
      for (let entry = this.readSync(); entry !== null; entry = this.readSync()) yield entry;
    } finally {
      this.#closed = true;
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Dirent> {
    return this.entries();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
  }

  [Symbol.dispose](): void {
    this.#closed = true;
  }

  async #readLater(): Promise<Dirent | null> {
    return this.readSync();
  }

  async #closeLater(): Promise<void> {
    this.closeSync();
  }
}
