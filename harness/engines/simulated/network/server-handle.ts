import { AsyncResource } from 'node:async_hooks';
import type { Holding, Life } from '../host/life.ts';
import type { Address, Endpoint } from './endpoint.ts';
import { errno } from './errno.ts';
import { type AddressOut, report } from './handle-requests.ts';
import { TcpHandle } from './tcp-handle.ts';

/** What a listening socket is bound to. */
export interface ServerBinding {
  readonly address: string;
  readonly port: number;
  readonly family: 'IPv4' | 'IPv6';
}

/** Stands in for libuv's listening TCP handle below `net.Server`. */
export class ServerHandle implements Holding {
  readonly life: Life;
  readonly fd = -1;
  onconnection: ((status: number, handle: TcpHandle) => void) | null = null;
  readonly #binding: ServerBinding;
  readonly #waiting: Endpoint[] = [];
  /** Connections belong to whoever made the server listen. */
  readonly #frame = new AsyncResource('SimulatedServer');
  #onTheirWay = 0;
  #backlogMax = 511;
  #closed = false;
  #hasRef = true;

  constructor(life: Life, binding: ServerBinding) {
    this.life = life;
    this.#binding = binding;
  }

  /** Connections that are on their way or not yet accepted are at their most. */
  get isFull(): boolean {
    return this.#waiting.length + this.#onTheirWay > this.#backlogMax;
  }

  /** A first packet was taken: its connection will be offered, or abandoned. */
  expect(): void {
    this.#onTheirWay += 1;
  }

  /** An expected connection does not come. */
  abandon(): void {
    this.#onTheirWay -= 1;
  }

  get address(): Address {
    return this.#binding;
  }

  /** Whether a connection to this address of the host is for it. */
  takes(address: string): boolean {
    const { address: bound } = this.#binding;
    return bound === '0.0.0.0' || bound === '::' || bound === address;
  }

  listen(backlog: number): number {
    this.#backlogMax = backlog;
    return this.life.world.network.listen(this) ? 0 : errno.EADDRINUSE;
  }

  /** A connection is established; the process accepts it when its loop comes round. */
  offer(endpoint: Endpoint): void {
    this.#onTheirWay -= 1;
    this.#waiting.push(endpoint);
    this.life.world.kernel.perform(this.life, () => {
      this.#frame.runInAsyncScope(this.#accept, this);
    });
  }

  close(done?: () => void): void {
    this.release();
    this.life.holdings.delete(this);
    if (done === undefined) return;
    this.life.world.kernel.after(0, this.life, () => this.#frame.runInAsyncScope(done, this));
  }

  release(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.life.world.network.unlisten(this);
    // The kernel resets what nobody accepted.
    for (const endpoint of this.#waiting.splice(0)) endpoint.reset();
  }

  getsockname(out: AddressOut): number {
    return report(out, this.#binding);
  }

  getAsyncId(): number {
    return this.life.world.network.asyncId();
  }

  get keepsAlive(): boolean {
    return this.#hasRef && !this.#closed;
  }

  ref(): void {
    this.#hasRef = true;
  }

  unref(): void {
    this.#hasRef = false;
  }

  hasRef(): boolean {
    return this.keepsAlive;
  }

  #accept(): void {
    const endpoint = this.#waiting.shift();
    if (endpoint === undefined) return;
    this.onconnection?.(0, new TcpHandle(this.life, endpoint));
  }
}
