import type { FileHandle } from 'node:fs/promises';
import { prepareReplacement, type Replacement, writeAll } from './durable-file.ts';
import type { QueueRecord } from './queue-record.ts';
import { encodeRecords } from './record-line.ts';
import { reserveRoom } from './reserve-room.ts';
import { StorageFailed } from './storage-failed.ts';

/** What a journal starts from. */
export interface JournalOptions {
  readonly path: string;
  /** The open file and where its records end, if it is whole; else the first commit makes it anew. */
  readonly file?: {
    readonly handle: FileHandle;
    readonly bytes: number;
    readonly reservedTo: number;
  };
  /** All that must be in the file, as records; asked for when it is written anew. */
  readonly snapshot: () => Iterable<QueueRecord>;
  /** So many bytes that would have, or more. */
  readonly snapshotBytesLeast: () => number;
  /** Runs before the file is written anew, for what must be saved out of the old one. */
  readonly beforeRebuild?: () => Promise<void>;
  /** Hears of records that have become durable, before the one who waits for them does. */
  readonly onDurable: (record: QueueRecord) => void;
  readonly onTrouble: (error: StorageFailed) => void;
  /** Length at which the file is written anew, at the least; it grows with what must stay. */
  readonly compactBytes: number;
  readonly repairEveryMs: number;
}

interface Entry {
  readonly record: QueueRecord;
  readonly waiter?: PromiseWithResolvers<void>;
}

/**
 * The append-only file of the queue, with group commit: while one sync runs, records gather, and the
 * next sync takes them all. After a failed sync nothing in the file is trusted any more (the system
 * may have dropped what it could not write): it is written anew from memory before anything else.
 */
export class Journal {
  readonly #options: JournalOptions;
  #handle: FileHandle | undefined;
  #bytes: number;
  /** Behind the records the file is filled up to here. */
  #reservedTo: number;
  #compactAtBytes: number;
  #waiting: Entry[] = [];
  #writing: Promise<void> | undefined;
  #trouble: StorageFailed | undefined;
  #repairAtMs = 0;
  #closed = false;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#handle = options.file?.handle;
    this.#bytes = options.file?.bytes ?? 0;
    this.#reservedTo = options.file?.reservedTo ?? 0;
    this.#compactAtBytes = Math.max(options.compactBytes, 2 * this.#bytes);
  }

  /** Why the file takes nothing at the moment, if so. */
  get trouble(): StorageFailed | undefined {
    return this.#trouble;
  }

  /** Resolves once the record is durable; rejects with `StorageFailed` when it is not. */
  append(record: QueueRecord): Promise<void> {
    const waiter = Promise.withResolvers<void>();
    this.#add({ record, waiter });
    return waiter.promise;
  }

  /** Writes the record at once; it becomes durable with the next one that somebody waits for. */
  note(record: QueueRecord): void {
    this.#add({ record });
  }

  /** Tries to get out of trouble; cheap when there is none. */
  repair(): void {
    if (this.#trouble || !this.#handle) this.#start();
  }

  /** Writes what has gathered, makes it durable and closes the file. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
    const handle = this.#handle;
    this.#handle = undefined;
    if (!handle) return;
    try {
      // It does no harm where it cannot be cut off.
      if (!this.#trouble) await handle.truncate(this.#bytes).catch(() => undefined);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  #add(entry: Entry): void {
    if (this.#closed) {
      entry.waiter?.reject(new StorageFailed(new Error('it is closed'), false));
      return;
    }
    this.#waiting.push(entry);
    this.#start();
  }

  #start(): void {
    if (this.#writing || this.#closed) return;
    this.#writing = this.#write();
  }

  async #write(): Promise<void> {
    do {
      // Let all who are about to append in this turn come along.
      await Promise.resolve();
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#ensureSound();
        await this.#commit(batch);
        if (this.#isWorthCompacting()) await this.#compact();
      } catch (error) {
        this.#fail(batch, error);
      }
    } while (this.#waiting.length > 0);
    // In the same turn as the last look, so that whoever appends next starts a new round.
    this.#writing = undefined;
  }

  async #ensureSound(): Promise<void> {
    if (this.#handle && !this.#trouble) return;
    const nowMs = performance.now();
    if (this.#trouble && nowMs < this.#repairAtMs) {
      throw new StorageFailed(this.#trouble.cause, false);
    }
    this.#repairAtMs = nowMs + this.#options.repairEveryMs;
    await this.#rebuild();
    this.#trouble = undefined;
  }

  async #rebuild(): Promise<void> {
    try {
      await this.#use(await this.#prepare());
    } catch (error) {
      throw new StorageFailed(error, false);
    }
  }

  async #commit(batch: readonly Entry[]): Promise<void> {
    const handle = this.#handle;
    if (!handle || batch.length === 0) return;
    const bytes = encodeRecords(batch.map((entry) => entry.record));
    const end = this.#bytes + bytes.length;
    try {
      await writeAll(handle, bytes, this.#bytes);
    } catch (error) {
      throw (await this.#takenBack(handle)) ? new StorageFailed(error, false) : error;
    }
    if (end > this.#reservedTo) this.#reservedTo = await reserveRoom(handle, end);
    if (batch.some((entry) => entry.waiter)) await handle.datasync();
    this.#bytes = end;
    for (const { record, waiter } of batch) {
      if (waiter) this.#options.onDurable(record);
      waiter?.resolve();
    }
  }

  /** Cuts a half-written batch off again, so that it is certain that none of it is stored. */
  async #takenBack(handle: FileHandle): Promise<boolean> {
    try {
      await handle.truncate(this.#bytes);
      this.#reservedTo = this.#bytes;
      await handle.datasync();
      return true;
    } catch {
      return false;
    }
  }

  /** Half of it is over; a file that only grew would be written anew as it is. */
  #isWorthCompacting(): boolean {
    if (this.#bytes <= this.#compactAtBytes) return false;
    return this.#bytes > 2 * this.#options.snapshotBytesLeast();
  }

  async #compact(): Promise<void> {
    let replacement: Replacement;
    try {
      replacement = await this.#prepare();
    } catch (error) {
      // The file in use is as good as before: go on with it, and try when it has grown again.
      this.#compactAtBytes = 2 * this.#bytes;
      this.#options.onTrouble(new StorageFailed(error, false));
      return;
    }
    await this.#use(replacement);
  }

  async #prepare(): Promise<Replacement> {
    await this.#options.beforeRebuild?.();
    return prepareReplacement(this.#options.path, blocksOf(this.#options.snapshot()));
  }

  async #use(replacement: Replacement): Promise<void> {
    const old = this.#handle;
    this.#handle = undefined;
    await old?.close().catch(() => undefined);
    await replacement.takePlace();
    this.#handle = replacement.handle;
    this.#bytes = replacement.bytes;
    this.#reservedTo = replacement.bytes;
    this.#compactAtBytes = Math.max(this.#options.compactBytes, 2 * this.#bytes);
  }

  #fail(batch: readonly Entry[], error: unknown): void {
    const failure = error instanceof StorageFailed ? error : new StorageFailed(error, true);
    const lostNotes = batch.some((entry) => !entry.waiter);
    // Taken back whole, and nobody's step lost: the file is sound, only this batch was refused.
    const sound = !failure.uncertain && !lostNotes && this.#handle && !this.#trouble;
    if (!sound && !this.#trouble)
      this.#repairAtMs = performance.now() + this.#options.repairEveryMs;
    if (!this.#trouble) this.#options.onTrouble(failure);
    if (!sound) this.#trouble = failure;
    for (const entry of batch) entry.waiter?.reject(failure);
  }
}

const blockRecords = 512;

/** Joins lines to blocks worth a write; all records are read at once, so that they fit together. */
function blocksOf(records: Iterable<QueueRecord>): Buffer[] {
  const all = [...records];
  const blocks: Buffer[] = [];
  for (let from = 0; from < all.length; from += blockRecords) {
    blocks.push(encodeRecords(all.slice(from, from + blockRecords)));
  }
  return blocks;
}
