import { EventEmitter } from 'node:events';
import type { Interface } from 'node:readline';
import { createInterface } from 'node:readline';
import { checkAborted } from './abort.ts';
import { toBytes, toOptions } from './arguments.ts';
import type { PromiseCalls } from './promise-calls.ts';
import { readStream, type StreamCalls, writeStream } from './streams.ts';

/** What a handle acts through. */
export interface HandleParts {
  readonly calls: PromiseCalls;
  readonly streams: () => StreamCalls;
}

type Args = readonly unknown[];

/** Node's results of handles inherit nothing. */
const bare = <Result extends object>(result: Result): Result => Object.setPrototypeOf(result, null);

const closedError = (syscall: string): Error =>
  Object.assign(new Error('file closed'), { code: 'EBADF', syscall });

/** The `FileHandle` that `fs/promises.open` gives: a descriptor with an end of life. */
export class FileHandle extends EventEmitter {
  readonly #parts: HandleParts;
  #fd: number;
  #closing: Promise<void> | undefined;

  constructor(fd: number, parts: HandleParts) {
    super();
    this.#fd = fd;
    this.#parts = parts;
  }

  get fd(): number {
    return this.#fd;
  }

  appendFile = (data: unknown, options?: unknown) => this.writeFile(data, options);
  chmod = (...args: Args) => this.#call('fchmod', args);
  chown = (...args: Args) => this.#call('fchown', args);
  datasync = () => this.#call('fdatasync', []);
  sync = () => this.#call('fsync', []);
  stat = (...args: Args) => this.#call('fstat', args);
  truncate = (...args: Args) => this.#call('ftruncate', args);
  utimes = (...args: Args) => this.#call('futimes', args);
  readFile = (...args: Args) => this.#call('readFile', args);

  /** Gives what was read into the buffer of the caller, or into a new one. */
  async read(...args: Args): Promise<{ bytesRead: number; buffer: unknown }> {
    const { count, data } = await this.#open('read').calls.transfer('read', [this.#fd, ...args]);
    return bare({ bytesRead: count, buffer: data });
  }

  async readv(...args: Args): Promise<{ bytesRead: number; buffers: unknown }> {
    const { count, data } = await this.#open('read').calls.transfer('readv', [this.#fd, ...args]);
    return bare({ bytesRead: count, buffers: data });
  }

  async write(...args: Args): Promise<{ bytesWritten: number; buffer: unknown }> {
    const { count, data } = await this.#open('write').calls.transfer('write', [this.#fd, ...args]);
    return bare({ bytesWritten: count, buffer: data });
  }

  async writev(...args: Args): Promise<{ bytesWritten: number; buffers: unknown }> {
    const { count, data } = await this.#open('write').calls.transfer('writev', [this.#fd, ...args]);
    return bare({ bytesWritten: count, buffers: data });
  }

  async writeFile(data: unknown, options?: unknown): Promise<void> {
    const { signal, encoding } = toOptions(options);
    if (isChunks(data)) {
      for await (const chunk of data) {
        checkAborted(signal);
        await this.#call('writeFile', [toBytes(chunk, 'data', encoding)]);
      }
      return;
    }
    await this.#call('writeFile', [data, options]);
  }

  close = (): Promise<void> => {
    if (this.#fd === -1) return Promise.resolve();
    this.#closing ??= this.#close();
    return this.#closing;
  };

  createReadStream(options?: object) {
    return readStream(this.#streams(), '', { ...options, fd: this.#fd });
  }

  createWriteStream(options?: object) {
    return writeStream(this.#streams(), '', { ...options, fd: this.#fd });
  }

  readLines(options?: object): Interface {
    return createInterface({
      input: this.createReadStream(options),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
  }

  getAsyncId(): number {
    return 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    const fd = this.#fd;
    this.#fd = -1;
    try {
      await this.#parts.calls.call('close', [fd]);
    } finally {
      this.#closing = undefined;
      this.emit('close');
    }
  }

  #open(syscall: string): HandleParts {
    if (this.#fd === -1) throw closedError(syscall);
    return this.#parts;
  }

  async #call(name: string, args: Args): Promise<unknown> {
    return await this.#open(name).calls.call(name, [this.#fd, ...args]);
  }

  /** The streams' calls, but closing goes by the handle. */
  #streams(): StreamCalls {
    return {
      ...this.#parts.streams(),
      close: (_fd, callback) => {
        // Node's streams give a function.
        const done = callback as (error: unknown) => void;
        this.close().then(() => done(null), done);
      },
    };
  }
}

const isChunks = (data: unknown): data is AsyncIterable<unknown> | Iterable<unknown> =>
  typeof data === 'object' &&
  data !== null &&
  !ArrayBuffer.isView(data) &&
  (Symbol.asyncIterator in data || Symbol.iterator in data);
