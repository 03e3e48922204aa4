import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { NamedToxic, ToxicStream } from '../core/toxic.ts';
import type { Clock } from '../toxics/clock.ts';
import { formatAddress, parseAddress, resolveAddress } from './address.ts';
import { Connection } from './connection.ts';

/** How a proxy is made; `enabled` is separate, as starting it may fail. */
export interface TcpProxyOptions {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  readonly transparent: boolean;
  readonly clock: Clock;
  readonly random: () => number;
}

/** One proxy: a listener, its toxics and its live connections. */
export class TcpProxy {
  readonly name: string;
  readonly transparent: boolean;
  listen: string;
  upstream: string;
  readonly #options: TcpProxyOptions;
  readonly #toxics: Record<ToxicStream, NamedToxic[]> = { upstream: [], downstream: [] };
  readonly #connections = new Set<Connection>();
  #server: Server | undefined;

  constructor(options: TcpProxyOptions) {
    this.#options = options;
    this.name = options.name;
    this.listen = options.listen;
    this.upstream = options.upstream;
    this.transparent = options.transparent;
  }

  get enabled(): boolean {
    return this.#server !== undefined;
  }

  /** All toxics: the upstream ones first, each direction in order of adding. */
  get toxics(): readonly NamedToxic[] {
    return [...this.#toxics.upstream, ...this.#toxics.downstream];
  }

  /** Starts to listen; afterwards `listen` tells the real address. */
  async start(): Promise<void> {
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
    server.on('connection', (client) => this.#accept(client));
    const { host, port } = await resolveAddress(this.listen).catch((error: Error) => {
      throw new Error(`listen tcp: ${error.message}`);
    });
    server.listen(host === '' ? { port } : { host, port });
    await once(server, 'listening');
    const bound = server.address();
    if (typeof bound === 'object' && bound !== null) {
      this.listen = formatAddress({ host: bound.address, port: bound.port });
    }
    this.#server = server;
  }

  /** Refuses new connections and closes the live ones. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    for (const connection of this.#connections) connection.close();
    await closed;
  }

  /** Says whether these addresses are other ones than the proxy's own. */
  async differs(listen: string, upstream: string): Promise<boolean> {
    const resolved = formatAddress(await resolveAddress(listen));
    return this.listen !== resolved || this.upstream !== upstream;
  }

  addToxic(toxic: NamedToxic): void {
    this.#toxics[toxic.stream].push(toxic);
    for (const connection of this.#connections) connection.add(toxic);
  }

  updateToxic(toxic: NamedToxic): void {
    const list = this.#toxics[toxic.stream];
    list[list.findIndex((one) => one.name === toxic.name)] = toxic;
    for (const connection of this.#connections) connection.update(toxic);
  }

  removeToxic(toxic: NamedToxic): void {
    const list = this.#toxics[toxic.stream];
    list.splice(list.indexOf(toxic), 1);
    for (const connection of this.#connections) connection.remove(toxic);
  }

  #accept(client: Socket): void {
    try {
      const connection: Connection = new Connection(client, {
        ...this.#options,
        upstream: parseAddress(this.upstream),
        toxics: () => this.#toxics,
        onClose: () => this.#connections.delete(connection),
      });
      this.#connections.add(connection);
    } catch {
      // An upstream that is no address is accepted by the API and shows only here, as an end.
      client.destroy();
    }
  }
}
