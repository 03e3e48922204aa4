import type { Socket } from 'node:net';
import type { NamedToxic } from '../core/toxic.ts';
import { Chain } from '../toxics/chain.ts';
import type { Clock } from '../toxics/clock.ts';
import type { Outlet } from '../toxics/outlet.ts';
import type { Chunk } from '../toxics/toxic.ts';
import type { Intake } from './intake.ts';

/** How links treat their connection; `transparent` passes half-closes and resets on. */
export interface LinkOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly transparent: boolean;
  /** A `reset_peer` toxic was there when the connection was opened: every close is an RST. */
  readonly closesByReset: boolean;
}

/** A socket with its reading side. */
export interface Side {
  readonly socket: Socket;
  readonly intake: Intake;
}

const NOTHING = Buffer.alloc(0);

/** Toxics see pieces of this size: it is what the real server reads at once. */
const CHUNK_BYTES = 32 * 1024;

/** One direction of a connection: from one socket to the other, through its toxics if any. */
export class Link implements Outlet {
  readonly #source: Side;
  readonly #target: Socket;
  readonly #options: LinkOptions;
  readonly #goOn = () => (this.#chain ? this.#chain.advance() : this.#source.intake.resume());
  #chain: Chain | undefined;
  #sourceEnded = false;
  #ended = false;

  constructor(source: Side, target: Socket, options: LinkOptions) {
    this.#source = source;
    this.#target = target;
    this.#options = options;
    source.socket.once('end', () => this.#sourceEnd());
    source.socket.once('close', () => this.#sourceEnd());
    source.socket.on('error', (error) => this.#sourceError(error));
    target.on('drain', this.#goOn);
  }

  /** Begins to read; only now, as the toxics must be in place before the first byte. */
  start(): void {
    this.#source.intake.start(this.#source.socket, (data) => this.#receive(data));
  }

  hasRoom(): boolean {
    return !this.#ended && this.#target.writableLength === 0;
  }

  offer({ data }: Chunk): void {
    if (!this.#ended && data.length > 0) this.#send(data);
  }

  /** The stream has passed the chain: Toxiproxy closes the whole socket, not only its half. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#chain?.abandon();
    if (this.#options.closesByReset) closeByReset(this.#target);
    else if (this.#options.transparent) this.#target.end();
    else if (this.#target.writableLength === 0) this.#target.destroy();
    else this.#target.destroySoon();
  }

  /** Adds a toxic to the live connection. */
  add(toxic: NamedToxic): void {
    if (this.#ended) return;
    this.#chain ??= new Chain({
      clock: this.#options.clock,
      random: this.#options.random,
      outlet: this,
      onRoom: () => this.#source.intake.resume(),
    });
    this.#chain.add(toxic);
  }

  /** Changes a toxic on the live connection. */
  update(toxic: NamedToxic): void {
    this.#chain?.update(toxic);
  }

  /** Removes a toxic from the live connection; without any, data takes the fast path again. */
  remove(name: string): void {
    this.#chain?.remove(name);
    if (!this.#chain?.isEmpty) return;
    this.#chain = undefined;
    if (this.hasRoom()) this.#source.intake.resume();
  }

  /** Closes the target at once, whatever is still on its way. */
  abandon(): void {
    this.#ended = true;
    this.#chain?.abandon();
    if (this.#options.closesByReset) this.#target.resetAndDestroy();
    else this.#target.destroy();
  }

  #receive(data: Buffer): boolean {
    if (this.#chain === undefined) return this.#send(data);
    const atMs = this.#options.clock.nowMs();
    // The read buffer is used again; what may wait in the chain must be its own copy.
    const copy = Buffer.from(data);
    for (let start = 0; start < copy.length; start += CHUNK_BYTES) {
      this.#chain.offer({ data: copy.subarray(start, start + CHUNK_BYTES), atMs });
    }
    return this.#chain.hasRoom();
  }

  /** True when all of it is with the system already, so that its buffer is free. */
  #send(data: Uint8Array): boolean {
    const more = this.#target.write(data);
    if (this.#target.writableLength === 0) return true;
    // Below the stream's own limit there would be no 'drain'.
    if (more) this.#target.write(NOTHING, this.#goOn);
    return false;
  }

  #sourceEnd(): void {
    if (this.#sourceEnded) return;
    this.#sourceEnded = true;
    if (this.#chain !== undefined) this.#chain.end();
    else this.end();
  }

  #sourceError(error: NodeJS.ErrnoException): void {
    if (!this.#options.transparent || error.code !== 'ECONNRESET') return;
    this.#ended = true;
    this.#chain?.abandon();
    closeByReset(this.#target);
  }
}

/** What was written before still leaves; then comes the RST instead of a FIN. */
function closeByReset(socket: Socket): void {
  if (socket.writableLength === 0) socket.resetAndDestroy();
  else socket.write(NOTHING, () => socket.resetAndDestroy());
}
