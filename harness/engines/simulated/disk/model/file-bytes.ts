import type { DataChange, SurvivingPiece, UndoneChange } from './data-change.ts';

const none = Buffer.alloc(0);
const growBytesMost = 1 << 20;

/** Chooses what of the unsynced changes reached the platter. */
export type ChooseSurvivors = (undone: readonly UndoneChange[]) => readonly SurvivingPiece[];

/**
 * The content of one file, and a log that can take back every change which is not durable: what is
 * durable costs nothing, an append costs no copy.
 */
export class FileBytes {
  #buffer = none;
  #size = 0;
  #log: DataChange[] = [];

  get size(): number {
    return this.#size;
  }

  /** Whether a power loss could change anything. */
  get hasPending(): boolean {
    return this.#log.length > 0;
  }

  /** The content itself: valid until the next change. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#size);
  }

  /** Sets one byte on the platter and in memory. */
  repairAtRest(at: number, byte: number): void {
    if (at < this.#size) this.#buffer[at] = byte;
  }

  read(into: Uint8Array, position: number): number {
    if (position >= this.#size) return 0;
    const end = Math.min(this.#size, position + into.length);
    into.set(this.#buffer.subarray(position, end));
    return end - position;
  }

  write(bytes: Uint8Array, position: number, writer: string): void {
    const end = position + bytes.length;
    this.#log.push({
      writer,
      offset: position,
      before: this.#copy(position, Math.min(end, this.#size)),
      length: bytes.length,
      sizeBefore: this.#size,
      sizeAfter: Math.max(end, this.#size),
      state: 'pending',
    });
    this.#put(bytes, position);
  }

  truncate(size: number, writer: string): void {
    // What changes nothing now may do so once another host's write before it is lost.
    if (size === this.#size && this.#log.length === 0) return;
    this.#log.push({
      writer,
      offset: size,
      before: this.#copy(size, this.#size),
      length: 0,
      sizeBefore: this.#size,
      sizeAfter: size,
      state: 'pending',
    });
    this.#resize(size);
  }

  /** Everything that a host has written is on the platter, unless a failed fsync has dropped it. */
  sync(writer: string): void {
    for (const change of this.#log) {
      if (change.writer === writer && change.state === 'pending') change.state = 'synced';
    }
    this.#forgetDurable();
  }

  /** A failed fsync drops pages: they can still be read, but no later fsync writes them. */
  losePages(writer: string): number {
    let lost = 0;
    for (const change of this.#log) {
      if (change.writer !== writer || change.state !== 'pending') continue;
      change.state = 'lost';
      lost += 1;
    }
    return lost;
  }

  /** Replaces the content on the platter and in memory, as one who works on the disk itself. */
  replaceAtRest(bytes: Uint8Array): void {
    this.#log = [];
    this.#buffer = Buffer.from(bytes);
    this.#size = bytes.length;
  }

  /** Goes back to what is durable, and lets the survivors of one host's changes come through. */
  losePower(isLost: (writer: string) => boolean, choose: ChooseSurvivors): void {
    const undone = this.#undoAll();
    const runs: UndoneChange[] = [];
    const flush = () => {
      const run = runs.splice(0);
      const writer = run[0]?.change.writer ?? '';
      for (const piece of choose(run)) this.#apply(piece, writer);
    };
    for (const each of undone) {
      const { change, after } = each;
      if (change.state !== 'synced' && isLost(change.writer)) {
        if (change.state === 'pending') runs.push(each);
        continue;
      }
      flush();
      this.#redo(change, after);
    }
    flush();
    this.#forgetDurable();
  }

  #undoAll(): readonly UndoneChange[] {
    const undone: UndoneChange[] = [];
    for (const change of this.#log.toReversed()) {
      const { offset, length, before, sizeBefore } = change;
      undone.push({ change, after: this.#copy(offset, offset + length) });
      this.#put(before, offset);
      this.#resize(sizeBefore);
    }
    this.#log = [];
    return undone.reverse();
  }

  #redo(change: DataChange, after: Buffer): void {
    if (change.length > 0) this.write(after, change.offset, change.writer);
    else this.truncate(change.sizeAfter, change.writer);
    const last = this.#log.at(-1);
    if (last !== undefined) last.state = change.state;
  }

  #apply({ bytes, offset, size }: SurvivingPiece, writer: string): void {
    const before = this.#log.length;
    if (bytes.length > 0) this.write(bytes, offset, writer);
    if (size !== undefined) this.truncate(size, writer);
    for (const change of this.#log.slice(before)) change.state = 'synced';
  }

  #forgetDurable(): void {
    const first = this.#log.findIndex(({ state }) => state !== 'synced');
    this.#log = first < 0 ? [] : this.#log.slice(first);
  }

  #copy(from: number, to: number): Buffer {
    return to <= from ? none : Buffer.from(this.#buffer.subarray(from, to));
  }

  #put(bytes: Uint8Array, position: number): void {
    if (bytes.length === 0) return;
    const end = position + bytes.length;
    this.#reserve(end);
    this.#buffer.set(bytes, position);
    if (end > this.#size) this.#size = end;
  }

  #resize(size: number): void {
    this.#reserve(size);
    // What lies beyond the end must read as zeros once the file grows again.
    if (size < this.#size) this.#buffer.fill(0, size, this.#size);
    this.#size = size;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#buffer.length) return;
    const spare = Math.min(this.#buffer.length, growBytesMost);
    const larger = Buffer.alloc(Math.max(bytes, this.#buffer.length + spare, 64));
    this.#buffer.copy(larger, 0, 0, this.#size);
    this.#buffer = larger;
  }
}
