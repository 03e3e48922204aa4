import type { DatabaseSync } from 'node:sqlite';
import type { Rng } from '../../../core/rng.ts';
import { CallFailure } from '../disk/call-failure.ts';
import type { CallContext } from '../disk/calls/call-context.ts';
import { type Found, walk } from '../disk/calls/walk.ts';
import type { Holding, Life } from '../host/life.ts';
import { asNobody } from '../kernel/running-life.ts';
import { type AttachedFile, attachFile } from './attached-file.ts';

/** How long an ordinary solid-state disk takes for a commit, and a machine for a read. */
const commitMs = 0.6;
const readMs = 0.02;
const busy = 5;

/** What a connection is opened with. */
export interface ConnectionOptions {
  readonly life: Life;
  readonly context: CallContext;
  /** As the program gave it. */
  readonly path: string;
  readonly readOnly: boolean;
  /** Closes the database for real. */
  readonly closeReal: (database: object) => void;
}

/** The error of SQLite for a file that it cannot open. */
const cannotOpen = (): Error =>
  Object.assign(new Error('unable to open database file'), {
    code: 'ERR_SQLITE_ERROR',
    errcode: 14,
    errstr: 'unable to open database file',
  });

const placeOf = ({ context, path, readOnly }: ConnectionOptions): Found => {
  try {
    const found = walk(context, path);
    const isMissing = found.inode === undefined && (readOnly || found.name === '');
    if (!isMissing && (found.inode?.kind ?? 'file') === 'file') return found;
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
  }
  throw cannotOpen();
};

/** A connection of one life to a database file of its simulated disk. */
export class Connection implements Holding {
  readonly life: Life;
  readonly options: ConnectionOptions;
  readonly attached: AttachedFile;
  /** How long the program would wait for a lock; nobody can let go of it meanwhile. */
  busyTimeoutMs = 0;
  readonly #database: DatabaseSync;
  readonly #cost: Rng;
  #closed = false;

  constructor(options: ConnectionOptions, database: DatabaseSync, attached: AttachedFile) {
    this.options = options;
    this.life = options.life;
    this.attached = attached;
    this.#database = database;
    this.#cost = options.life.rng.fork('sqlite-cost');
    attached.connections += 1;
    options.life.holdings.add(this);
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  /** Attaches the file that a program names; throws as SQLite does when it cannot be opened. */
  static attach(options: ConnectionOptions): AttachedFile {
    return attachFile(options.context, placeOf(options));
  }

  /** Lets a statement take its time, and shows on the disk what it has done. */
  ran(operation: string, reads: boolean): void {
    if (this.#closed) return;
    const wrote = !reads && !this.#database.isTransaction;
    const { life, context, path } = this.options;
    this.#takes((wrote ? commitMs : readMs) * (0.5 - Math.log(1 - this.#cost.next())));
    life.world.kernel.note(life.host.name, `sqlite ${operation} ${path}`);
    if (!reads) this.attached.changed(context, wrote);
  }

  /** A statement that met a lock: the wait is over at once, its time is not. */
  failed(error: unknown): void {
    const { errcode } = error as { errcode?: number }; // of node:sqlite, or anything else
    if (errcode !== undefined && (errcode & 0xff) === busy) this.#takes(this.busyTimeoutMs);
    if (!this.#closed) this.attached.changed(this.options.context, false);
  }

  /** The program closes it: the last one puts the log into the database, as SQLite does. */
  close(): void {
    if (this.#closed) return;
    this.options.closeReal(this.#database);
    this.attached.changed(this.options.context, true);
    this.#gone();
  }

  /** The process is dead: the disk keeps the files as they are, with an open transaction undone later. */
  release(): void {
    if (this.#closed) return;
    const isLast = this.attached.connections === 1;
    if (isLast) {
      this.attached.changed(this.options.context, false);
      this.attached.detach();
    }
    try {
      asNobody(() => this.options.closeReal(this.#database));
    } catch {
      // It was in the middle of a statement; the files of the disk are safe already.
    }
    if (!isLast) this.attached.changed(this.options.context, false);
    this.#gone();
  }

  /** Several statements of one event take the sum of their times. */
  #takes(forMs: number): void {
    const { life } = this;
    life.block(Math.max(0, life.busyUntilMs - life.world.nowMs) + forMs);
  }

  #gone(): void {
    this.#closed = true;
    this.life.holdings.delete(this);
    this.attached.connections -= 1;
    if (this.attached.connections > 0) return;
    this.attached.end();
  }
}
