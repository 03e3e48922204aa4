import { AsyncResource } from 'node:async_hooks';
import { errno } from './errno.ts';
import { streamState } from './stream-state.ts';
import type { TcpHandle } from './tcp-handle.ts';

/** What Node keeps of a write that did not finish at once; it adds `oncomplete` and more. */
interface WriteRequest {
  writeStatus: number | null;
  error?: string;
  oncomplete?: (this: WriteRequest, status: number) => void;
}

interface Queued {
  rest: Buffer;
  /** Tells the end of the write to whoever wrote. */
  readonly complete: (status: number) => void;
}

/** What a process wants to write and the kernel has no room for yet, as libuv queues it. */
export class WriteQueue {
  readonly #handle: TcpHandle;
  readonly #queue: Queued[] = [];
  readonly #onEmpty: (() => void)[] = [];
  #resetSeen = false;

  constructor(handle: TcpHandle) {
    this.#handle = handle;
  }

  get queuedBytes(): number {
    return this.#queue.reduce((sum, { rest }) => sum + rest.length, 0);
  }

  get isWaiting(): boolean {
    return this.#queue.length > 0;
  }

  /** Writes as `net` expects it: 0 or an error at once, or a request that completes later. */
  write(given: unknown, bytes: Buffer): unknown {
    this.#handle.bytesWritten += bytes.length;
    const failure = this.#failure();
    if (failure !== 0) {
      streamState.setWritten(bytes.length, false);
      return failure;
    }
    const rest = this.#queue.length === 0 ? this.#send(bytes) : bytes;
    const isAsync = rest.length > 0;
    streamState.setWritten(bytes.length, isAsync);
    if (!isAsync) return 0;
    // Up to Node 25 the caller brings the request and wants 0; after that it wants the request.
    const request = (given ?? { writeStatus: null }) as WriteRequest;
    const frame = new AsyncResource('SimulatedWrite');
    const complete = (status: number) =>
      frame.runInAsyncScope(() => request.oncomplete?.call(request, status));
    this.#queue.push({ rest, complete });
    return given === null ? request : 0;
  }

  /** Goes on when the kernel has room, or fails what waits when the connection broke. */
  pump(): void {
    // Without a write that waits nobody hears of an error: it is still the next write's.
    if (this.#queue.length === 0) return;
    const failure = this.#failure();
    if (failure !== 0) {
      for (const each of this.#queue.splice(0)) this.#complete(each, failure);
      return;
    }
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      first.rest = this.#send(first.rest);
      if (first.rest.length > 0) return;
      this.#queue.shift();
      this.#complete(first, 0);
    }
    this.#empty();
  }

  whenEmpty(run: () => void): void {
    if (this.#queue.length === 0) run();
    else this.#onEmpty.push(run);
  }

  /** The handle is closed: what was not sent never is. */
  cancel(): void {
    this.#onEmpty.length = 0;
    for (const each of this.#queue.splice(0)) this.#complete(each, errno.ECANCELED);
  }

  #empty(): void {
    for (const run of this.#onEmpty.splice(0)) run();
  }

  #failure(): number {
    const { endpoint, isClosed } = this.#handle;
    if (isClosed || endpoint === undefined) return errno.EPIPE;
    if (endpoint.error === 0) return endpoint.finSent ? errno.EPIPE : 0;
    // The first write after a reset says so; later ones find a broken pipe.
    const error = this.#resetSeen ? errno.EPIPE : endpoint.error;
    this.#resetSeen = true;
    return error;
  }

  /** Gives the kernel what it has room for; returns the rest. */
  #send(bytes: Buffer): Buffer {
    const { endpoint } = this.#handle;
    const room = endpoint?.roomBytes ?? 0;
    if (endpoint !== undefined && room < bytes.length) endpoint.wantsRoom = true;
    if (room === 0) return bytes;
    endpoint?.send(room >= bytes.length ? bytes : bytes.subarray(0, room));
    return bytes.subarray(Math.min(room, bytes.length));
  }

  #complete({ complete }: Queued, status: number): void {
    const { life } = this.#handle;
    life.world.kernel.after(0, life, () => complete(status));
  }
}
