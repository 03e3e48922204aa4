import type { Host } from '../host/host.ts';
import { type Errno, errno } from './errno.ts';
import type { EndpointTap } from './forward.ts';
import type { Network } from './network.ts';
import { Path } from './path.ts';

/** An address as handles report it. */
export interface Address {
  readonly address: string;
  readonly port: number;
  readonly family: 'IPv4' | 'IPv6';
}

/** What a kernel tells the process that owns a socket. */
export interface EndpointOwner {
  /** Bytes, the end of the stream or an error can be read. */
  onReadable(): void;
  /** The send buffer has room again. */
  onRoom(): void;
}

/** How much may be under way or unread at the other end before writing waits. */
const WINDOW_BYTES = 256 * 1024;

/** What an endpoint is made of. */
export interface EndpointOptions {
  readonly network: Network;
  readonly host: Host;
  readonly remoteHost: Host;
  readonly local: Address;
  readonly remote: Address;
}

/** One end of an established connection, as its machine's kernel sees it. */
export class Endpoint {
  readonly host: Host;
  readonly local: Address;
  readonly remote: Address;
  owner: EndpointOwner | undefined;
  peer: Endpoint | undefined;
  tap: EndpointTap | undefined;
  /** The process wants to write more than there was room for. */
  wantsRoom = false;
  /** What reading or writing reports once: the connection was reset or given up. */
  error: Errno = 0;
  readonly #network: Network;
  readonly #path: Path;
  readonly #received: Buffer[] = [];
  #ended = false;
  #closed = false;
  #finSent = false;
  #unreadBytes = 0;

  constructor(options: EndpointOptions) {
    this.#network = options.network;
    this.host = options.host;
    this.local = options.local;
    this.remote = options.remote;
    this.#path = new Path({
      network: options.network,
      from: options.host,
      to: options.remoteHost,
      onGivenUp: () => this.#break(errno.ETIMEDOUT),
      onRefused: () => this.#break(errno.ECONNRESET),
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  get finSent(): boolean {
    return this.#finSent;
  }

  /** Bytes that may be sent before the other end reads some. */
  get roomBytes(): number {
    return this.peer === undefined ? 0 : Math.max(0, WINDOW_BYTES - this.peer.#unreadBytes);
  }

  /** Whether reading gives bytes, the end or an error. */
  get readable(): boolean {
    return this.#received.length > 0 || this.#ended || this.error !== 0;
  }

  send(bytes: Buffer): void {
    const { peer } = this;
    if (peer === undefined || this.#closed) return;
    peer.#unreadBytes += bytes.length;
    this.tap?.sent('bytes', bytes);
    this.#path.send(() => peer.#take(bytes));
  }

  /** Ends the own direction; the other one goes on. */
  finish(): void {
    const { peer } = this;
    if (this.#finSent || this.#closed || peer === undefined || this.error !== 0) return;
    this.#finSent = true;
    this.tap?.sent('fin');
    this.#path.send(() => peer.#takeEnd());
  }

  /** The next bytes, at most as many as one read takes; the end is an empty buffer. */
  read(mostBytes: number): Buffer | Errno | undefined {
    const first = this.#received[0];
    if (first === undefined) {
      if (this.#ended) return errno.EOF;
      return this.error === 0 ? undefined : this.error;
    }
    const taken = this.#takeReceived(mostBytes);
    this.#unreadBytes -= taken.length;
    this.#announceRoom();
    return taken;
  }

  /** `close(2)`: a reset when something was left unread, else the end of the stream. */
  close(): void {
    if (this.#closed) return;
    if (this.#received.length > 0) this.reset();
    else {
      this.finish();
      this.#leave();
    }
  }

  /** Ends both directions at once. */
  reset(): void {
    const { peer } = this;
    if (this.#closed) return;
    this.#leave();
    if (peer === undefined || this.error !== 0) return;
    this.tap?.sent('rst');
    this.#path.send(() => peer.#takeReset());
  }

  /** The machine lost its power: nobody is told. */
  vanish(): void {
    this.#leave();
    this.#path.stop();
  }

  #takeReceived(mostBytes: number): Buffer {
    const first = this.#received[0] as Buffer;
    if (this.#received.length === 1 && first.length <= mostBytes) {
      this.#received.length = 0;
      return first;
    }
    const all = Buffer.concat(this.#received);
    this.#received.length = 0;
    if (all.length > mostBytes) this.#received.push(all.subarray(mostBytes));
    return all.subarray(0, mostBytes);
  }

  #announceRoom(): void {
    const { peer } = this;
    if (peer === undefined || !peer.wantsRoom || peer.#closed || peer.roomBytes === 0) return;
    // An acknowledgement with a new window travels back; others of no consequence are not simulated.
    peer.wantsRoom = false;
    this.#path.send(() => peer.owner?.onRoom());
  }

  #take(bytes: Buffer): void {
    if (this.#closed) {
      this.#refuse();
      return;
    }
    this.#network.saw({ what: 'bytes', from: this.remote, to: this.local, bytes }, this.host);
    this.tap?.arrived('bytes', bytes);
    this.#received.push(bytes);
    this.owner?.onReadable();
  }

  #takeEnd(): void {
    if (this.#closed) return;
    this.#network.saw({ what: 'fin', from: this.remote, to: this.local }, this.host);
    this.tap?.arrived('fin');
    this.#ended = true;
    this.owner?.onReadable();
  }

  #takeReset(): void {
    if (this.#closed) return;
    this.#network.saw({ what: 'rst', from: this.remote, to: this.local }, this.host);
    this.tap?.arrived('rst');
    this.#break(errno.ECONNRESET);
  }

  /** Bytes for a socket that is closed: the kernel answers with a reset. */
  #refuse(): void {
    const { peer } = this;
    if (peer === undefined || peer.#closed) return;
    this.tap?.sent('rst');
    this.#path.send(() => peer.#takeReset());
  }

  #break(error: Errno): void {
    if (this.#closed || this.error !== 0) return;
    // As in Linux: after the end of the other direction a reset is a broken pipe.
    this.error = error === errno.ECONNRESET && this.#ended ? errno.EPIPE : error;
    this.#path.stop();
    this.owner?.onRoom();
    this.owner?.onReadable();
  }

  #leave(): void {
    this.#closed = true;
    this.owner = undefined;
    this.#received.length = 0;
  }
}
