import { AsyncResource } from 'node:async_hooks';
import type { Holding, Life } from '../host/life.ts';
import type { Address, Endpoint } from './endpoint.ts';
import { errno } from './errno.ts';
import {
  type AddressOut,
  type ConnectRequest,
  report,
  type ShutdownRequest,
} from './handle-requests.ts';
import { releaseParser } from './release-parser.ts';
import { streamState } from './stream-state.ts';
import { WritableHandle } from './writable-handle.ts';
import { WriteQueue } from './write-queue.ts';

/** libuv reads at most this much at once. */
const READ_MAX_BYTES = 64 * 1024;

/** Stands in for libuv's TCP handle below `net.Socket`. */
export class TcpHandle extends WritableHandle implements Holding {
  readonly life: Life;
  reading = false;
  bytesRead = 0;
  bytesWritten = 0;
  onread: ((buffer: ArrayBuffer | undefined) => Uint8Array | undefined) | null = null;
  readonly #writes: WriteQueue;
  /** Whoever made the socket is the context of all that happens to it. */
  readonly #frame = new AsyncResource('SimulatedSocket');
  readonly #readInLife = (): void => {
    if (this.#flowing) this.#frame.runInAsyncScope(this.#readNow, this);
  };
  #endpoint: Endpoint | undefined;
  #local: Address | undefined;
  #flowing = false;
  #readScheduled = false;
  #endRead = false;
  #closed = false;
  #userBuffer: Uint8Array | undefined;
  #cancelConnect: (() => void) | undefined;

  constructor(life: Life, endpoint?: Endpoint) {
    super();
    this.life = life;
    this.#writes = new WriteQueue(this);
    life.holdings.add(this);
    if (endpoint !== undefined) this.attach(endpoint);
  }

  get endpoint(): Endpoint | undefined {
    return this.#endpoint;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get writeQueueSize(): number {
    return this.#writes.queuedBytes;
  }

  /** Makes it the process's side of an established connection. */
  attach(endpoint: Endpoint): void {
    this.#endpoint = endpoint;
    this.#local = endpoint.local;
    endpoint.owner = {
      onReadable: () => this.life.world.kernel.perform(this.life, this.#readInLife),
      onRoom: () => this.life.world.kernel.perform(this.life, () => this.#writes.pump()),
    };
  }

  connect(request: ConnectRequest, address: string, port: number): number {
    if (this.life.dead) return errno.EBADF;
    this.#cancelConnect = this.life.world.network.connect({
      handle: this,
      to: { address, port },
      localPort: this.#local?.port,
      onConnected: (status) => {
        this.#cancelConnect = undefined;
        if (!this.#closed) this.#inFrame(() => this.#connected(request, status));
      },
    });
    return 0;
  }

  connect6(request: ConnectRequest, address: string, port: number): number {
    return this.connect(request, address.replace(/^::ffff:/, ''), port);
  }

  bind(address: string, port: number): number {
    this.#local = { address, port, family: 'IPv4' };
    return 0;
  }

  bind6(address: string, port: number): number {
    this.#local = { address, port, family: 'IPv6' };
    return 0;
  }

  getsockname(out: AddressOut): number {
    return report(out, this.#local);
  }

  getpeername(out: AddressOut): number {
    return report(out, this.#endpoint?.remote);
  }

  readStart(): number {
    this.#flowing = true;
    if (this.#endpoint?.readable) this.#scheduleRead();
    return 0;
  }

  readStop(): number {
    this.#flowing = false;
    return 0;
  }

  useUserBuffer(buffer: Uint8Array): void {
    this.#userBuffer = buffer;
  }

  protected override write(request: unknown, bytes: Buffer): unknown {
    return this.#writes.write(request, bytes);
  }

  shutdown(request: ShutdownRequest): number {
    if (this.#endpoint === undefined || this.#endpoint.error !== 0) return errno.ENOTCONN;
    this.#writes.whenEmpty(() => {
      this.#endpoint?.finish();
      this.#later(() => request.oncomplete(0));
    });
    return 0;
  }

  close(done?: () => void): void {
    this.#leave((endpoint) => endpoint.close(), done);
  }

  reset(done?: () => void): number {
    this.#leave((endpoint) => endpoint.reset(), done);
    return 0;
  }

  /** The process is gone: the kernel closes for it. */
  release(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#cancelConnect?.();
      if (this.life.host.powered) this.#endpoint?.close();
      else this.#endpoint?.vanish();
    }
    releaseParser(this);
  }

  /** As in libuv: requests keep the loop alive, and reading does unless it is unreferenced. */
  get keepsAlive(): boolean {
    if (this.#closed) return false;
    if (this.#cancelConnect !== undefined || this.#writes.isWaiting) return true;
    return this.isReferenced && this.#flowing && !this.#endRead;
  }

  hasRef(): boolean {
    return this.isReferenced && !this.#closed;
  }

  getAsyncId(): number {
    return this.life.world.network.asyncId();
  }

  #connected(request: ConnectRequest, answer: number): void {
    // A loop that comes late to a connection finds what happened to it meanwhile.
    const status = answer === 0 ? (this.#endpoint?.error ?? 0) : answer;
    request.oncomplete(status, this, request, status === 0, status === 0);
  }

  #leave(leave: (endpoint: Endpoint) => void, done: (() => void) | undefined): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#cancelConnect?.();
      this.#writes.cancel();
      if (this.#endpoint !== undefined) leave(this.#endpoint);
    }
    // libuv calls back in the closing phase of this turn; a life that ends before releases the parser.
    this.#later(() => {
      this.life.holdings.delete(this);
      done?.call(this);
    });
  }

  #inFrame(run: () => void): void {
    this.#frame.runInAsyncScope(run);
  }

  #later(run: () => void): void {
    this.life.world.kernel.after(0, this.life, () => this.#inFrame(run));
  }

  #scheduleRead(): void {
    if (this.#readScheduled) return;
    this.#readScheduled = true;
    this.#later(() => {
      this.#readScheduled = false;
      this.#readNow();
    });
  }

  #readNow(): void {
    const endpoint = this.#endpoint;
    if (!this.#flowing || this.#closed || this.#endRead || endpoint === undefined) return;
    const found = endpoint.read(this.#userBuffer?.length ?? READ_MAX_BYTES);
    if (found === undefined) return;
    if (typeof found === 'number') this.#giveEnd(found);
    else this.#giveBytes(found);
    // What is left is another callback of libuv, with Node's ticks between the two.
    if (endpoint.readable && !this.#endRead) this.#scheduleRead();
  }

  #giveEnd(status: number): void {
    this.#endRead = true;
    streamState.setRead(status, 0);
    this.onread?.(undefined);
  }

  #giveBytes(bytes: Buffer): void {
    this.bytesRead += bytes.length;
    if (this.#userBuffer === undefined) {
      streamState.setRead(bytes.length, bytes.byteOffset);
      // The buffers of endpoints are never shared memory.
      this.onread?.(bytes.buffer as ArrayBuffer);
      return;
    }
    bytes.copy(this.#userBuffer);
    streamState.setRead(bytes.length, 0);
    const next = this.onread?.(this.#userBuffer.buffer as ArrayBuffer);
    if (next !== undefined) this.#userBuffer = next;
  }
}
