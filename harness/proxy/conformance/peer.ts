import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** How the other side left: in order, or by a reset. */
export type Ending = 'fin' | 'rst';

/** One end of a TCP connection, with all that it has seen. */
export class Peer {
  readonly socket: Socket;
  readonly chunks: Buffer[] = [];
  /** Resolves when the other side has gone. */
  readonly ending: Promise<Ending>;
  #count = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (data: Buffer) => {
      this.chunks.push(data);
      this.#count += data.length;
    });
    this.ending = new Promise((resolve) => {
      socket.once('end', () => resolve('fin'));
      socket.on('error', () => resolve('rst'));
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.bytes.toString('latin1');
  }

  /** Waits until at least this many bytes have come. */
  async receives(count: number): Promise<string> {
    while (this.#count < count) await once(this.socket, 'data');
    return this.text;
  }
}

/** A service which the test holds in its hands; by default it only listens and keeps. */
export class Service {
  readonly peers: Peer[] = [];
  readonly #server: Server;
  readonly #waiting: ((peer: Peer) => void)[] = [];
  #taken = 0;

  constructor(onPeer: (peer: Peer) => void = () => {}) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const peer = new Peer(socket);
      this.peers.push(peer);
      onPeer(peer);
      this.#waiting.shift()?.(peer);
    });
  }

  async listen(): Promise<string> {
    this.#server.listen({ host: '127.0.0.1', port: 0 });
    await once(this.#server, 'listening');
    return this.address;
  }

  get address(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  /** The next connection that was not asked for yet. */
  async nextPeer(): Promise<Peer> {
    const peer = this.peers[this.#taken++];
    if (peer !== undefined) return peer;
    return await new Promise((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const { socket } of this.peers) socket.destroy();
    await closed;
  }
}

/** Connects to `host:port`; the error of a refused connection is thrown. */
export async function connectTo(address: string): Promise<Peer> {
  const [host = '', port = ''] = address.split(/:(?=\d+$)/);
  const socket = connect({ host, port: Number(port), allowHalfOpen: true, noDelay: true });
  await once(socket, 'connect');
  return new Peer(socket);
}
