import { connect, type Socket } from 'node:net';
import type { NamedToxic, ToxicStream } from '../core/toxic.ts';
import type { Address } from './address.ts';
import { Link, type LinkOptions } from './link.ts';

/** The toxics of a proxy, in order of adding, per direction. */
export type ToxicLists = { readonly [S in ToxicStream]: readonly NamedToxic[] };

/** What a connection needs; `toxics` is read when the service has accepted. */
export interface ConnectionOptions extends Omit<LinkOptions, 'closesByReset'> {
  readonly upstream: Address;
  readonly toxics: () => ToxicLists;
  readonly onClose: (connection: Connection) => void;
}

/** One client with its own connection to the service. */
export class Connection {
  readonly #client: Socket;
  readonly #service: Socket;
  readonly #options: ConnectionOptions;
  #links: { readonly [S in ToxicStream]: Link } | undefined;

  constructor(client: Socket, options: ConnectionOptions) {
    this.#client = client;
    this.#options = options;
    this.#service = connect({ ...options.upstream, allowHalfOpen: true, noDelay: true });
    this.#service.once('connect', () => this.#start());
    // Errors show as a close, which the links pass on; alone they would end the process.
    client.on('error', () => {});
    this.#service.on('error', () => {});
    client.once('close', () => this.#closed());
    this.#service.once('close', () => this.#closed());
  }

  /** Adds a toxic to this live connection. */
  add(toxic: NamedToxic): void {
    this.#links?.[toxic.stream].add(toxic);
  }

  /** Changes a toxic of this live connection. */
  update(toxic: NamedToxic): void {
    this.#links?.[toxic.stream].update(toxic);
  }

  /** Removes a toxic from this live connection. */
  remove(toxic: NamedToxic): void {
    this.#links?.[toxic.stream].remove(toxic.name);
  }

  /** Closes both sockets at once. */
  close(): void {
    if (this.#links !== undefined) {
      this.#links.upstream.abandon();
      this.#links.downstream.abandon();
      return;
    }
    this.#client.destroy();
    this.#service.destroy();
  }

  #start(): void {
    const toxics = this.#options.toxics();
    const all = [...toxics.upstream, ...toxics.downstream];
    const closesByReset = all.some((toxic) => toxic.type === 'reset_peer');
    const options = { ...this.#options, closesByReset };
    this.#links = {
      upstream: new Link(this.#client, this.#service, options),
      downstream: new Link(this.#service, this.#client, options),
    };
    for (const toxic of all) this.add(toxic);
    this.#client.resume();
  }

  #closed(): void {
    // Before the service has accepted there are no links which could pass the close on.
    if (this.#links === undefined) this.close();
    if (this.#client.destroyed && this.#service.destroyed) this.#options.onClose(this);
  }
}
