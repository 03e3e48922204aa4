import { closeSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { type ChooseSurvivors, FileBytes } from '../disk/model/file-bytes.ts';
import { asNobody } from '../kernel/running-life.ts';

const noBytes = Buffer.alloc(0);

const readOrNothing = (path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch {
    // SQLite took the file away since: an open descriptor of it reads nothing new.
    return noBytes;
  }
};

/**
 * The content of a simulated file that SQLite works on: it lies in a real file, and is read from there
 * when somebody asks. What programs or faults write into it reaches the real file as well.
 */
export class LiveBytes extends FileBytes {
  #path: string | undefined;
  #stale = true;

  constructor(realPath: string) {
    super();
    this.#path = realPath;
  }

  override get size(): number {
    this.#pull();
    return super.size;
  }

  /** What SQLite has committed counts as durable: a power loss inside of it is not modelled. */
  override get hasPending(): boolean {
    return this.#path === undefined && super.hasPending;
  }

  override view(): Buffer {
    this.#pull();
    return super.view();
  }

  override read(into: Uint8Array, position: number): number {
    this.#pull();
    return super.read(into, position);
  }

  override write(bytes: Uint8Array, position: number, writer: string): void {
    this.#pull();
    super.write(bytes, position, writer);
    this.#push((path) => {
      const descriptor = openSync(path, 'r+');
      writeSync(descriptor, bytes, 0, bytes.length, position);
      closeSync(descriptor);
    });
  }

  override truncate(size: number, writer: string): void {
    this.#pull();
    super.truncate(size, writer);
    this.#push((path) => truncateSync(path, size));
  }

  override replaceAtRest(bytes: Uint8Array): void {
    super.replaceAtRest(bytes);
    this.#stale = false;
    this.#push((path) => {
      const descriptor = openSync(path, 'r+');
      truncateSync(path, bytes.length);
      writeSync(descriptor, bytes, 0, bytes.length, 0);
      closeSync(descriptor);
    });
  }

  override losePower(isLost: (writer: string) => boolean, choose: ChooseSurvivors): void {
    if (this.#path === undefined) super.losePower(isLost, choose);
  }

  /** SQLite may have written since the last look. */
  mayHaveChanged(): void {
    this.#stale = true;
  }

  /** From now on a file like any other, with the content that the real one has now. */
  detach(): void {
    this.#pull();
    this.#path = undefined;
  }

  #pull(): void {
    const path = this.#path;
    if (path === undefined || !this.#stale) return;
    this.#stale = false;
    super.replaceAtRest(asNobody(() => readOrNothing(path)));
  }

  #push(run: (realPath: string) => void): void {
    const path = this.#path;
    if (path === undefined) return;
    asNobody(() => run(path));
    // In the real file already, so nothing of it waits for a sync.
    super.replaceAtRest(Buffer.from(super.view()));
  }
}
