import { connect, type Socket } from 'node:net';
import type { NamedToxic, ToxicStream } from '../core/toxic.ts';
import type { Address } from './address.ts';
import { Intake } from './intake.ts';
import { Link, type LinkOptions, type Side } from './link.ts';
import { takeOver } from './take-over.ts';

/** The toxics of a proxy, in order of adding, per direction. */
type ToxicLists = { readonly [S in ToxicStream]: readonly NamedToxic[] };

/** What a connection needs; `toxics` is read when the service has accepted. */
export interface ConnectionOptions extends Omit<LinkOptions, 'closesByReset'> {
  readonly upstream: Address;
  readonly toxics: () => ToxicLists;
  readonly onClose: () => void;
}

/** One client with its own connection to the service. */
export class Connection {
  readonly #client: Side;
  readonly #service: Side;
  readonly #options: ConnectionOptions;
  #links: { readonly [S in ToxicStream]: Link } | undefined;

  constructor(client: Socket, options: ConnectionOptions) {
    this.#options = options;
    this.#client = clientSide(client);
    this.#service = serviceSide(options.upstream);
    this.#service.socket.once('connect', () => this.#start());
    for (const { socket } of [this.#client, this.#service]) {
      // Errors show as a close, which the links pass on; alone they would end the process.
      socket.on('error', () => {});
      socket.once('close', () => this.#closed());
    }
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
    this.#client.socket.destroy();
    this.#service.socket.destroy();
  }

  #start(): void {
    const toxics = this.#options.toxics();
    const all = [...toxics.upstream, ...toxics.downstream];
    const closesByReset = all.some((toxic) => toxic.type === 'reset_peer');
    const options = { ...this.#options, closesByReset };
    this.#links = {
      upstream: new Link(this.#client, this.#service.socket, options),
      downstream: new Link(this.#service, this.#client.socket, options),
    };
    for (const toxic of all) this.add(toxic);
    this.#links.upstream.start();
    this.#links.downstream.start();
  }

  #closed(): void {
    // Before the service has accepted there are no links which could pass the close on.
    if (this.#links === undefined) this.close();
    const { socket } = this.#client;
    if (socket.destroyed && this.#service.socket.destroyed) this.#options.onClose();
  }
}

function clientSide(accepted: Socket): Side {
  const intake = new Intake();
  const taken = takeOver(accepted, { allowHalfOpen: true, onread: intake.onread });
  if (taken !== undefined) return { socket: taken, intake };
  accepted.on('data', (data: Buffer) => {
    if (intake.onread.callback(data.length, data) === false) accepted.pause();
  });
  return { socket: accepted, intake };
}

function serviceSide(address: Address): Side {
  const intake = new Intake();
  const options = { ...address, allowHalfOpen: true, noDelay: true, onread: intake.onread };
  return { socket: connect(options), intake };
}
