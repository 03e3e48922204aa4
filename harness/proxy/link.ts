import type { Socket } from 'node:net';
import type { NamedToxic } from '../core/toxic.ts';
import { Chain } from '../toxics/chain.ts';
import type { Clock } from '../toxics/clock.ts';
import type { Outlet } from '../toxics/outlet.ts';
import type { Chunk } from '../toxics/toxic.ts';

/** How links treat their connection; `transparent` passes half-closes and resets on. */
export interface LinkOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly transparent: boolean;
  /** A `reset_peer` toxic was there when the connection was opened: every close is an RST. */
  readonly closesByReset: boolean;
}

/** One direction of a connection: from one socket to the other, through its toxics if any. */
export class Link implements Outlet {
  readonly #source: Socket;
  readonly #target: Socket;
  readonly #options: LinkOptions;
  #chain: Chain | undefined;
  #sourceEnded = false;
  #ended = false;

  constructor(source: Socket, target: Socket, options: LinkOptions) {
    this.#source = source;
    this.#target = target;
    this.#options = options;
    source.on('data', (data: Buffer) => this.#receive(data));
    source.on('end', () => this.#sourceEnd());
    source.on('close', () => this.#sourceEnd());
    source.on('error', (error) => this.#sourceError(error));
    target.on('drain', () => (this.#chain ? this.#chain.advance() : this.#source.resume()));
  }

  hasRoom(): boolean {
    return !this.#ended && !this.#target.writableNeedDrain;
  }

  offer({ data }: Chunk): void {
    if (!this.#ended && data.length > 0) this.#target.write(data);
  }

  /** The stream has passed the chain: Toxiproxy closes the whole socket, not only its half. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#chain?.abandon();
    if (this.#options.closesByReset) closeByReset(this.#target);
    else if (this.#options.transparent) this.#target.end();
    else this.#target.destroySoon();
  }

  /** Adds a toxic to the live connection. */
  add(toxic: NamedToxic): void {
    if (this.#ended) return;
    this.#chain ??= new Chain({
      clock: this.#options.clock,
      random: this.#options.random,
      outlet: this,
      onRoom: () => this.#source.resume(),
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
    if (this.hasRoom()) this.#source.resume();
  }

  /** Closes the target at once, whatever is still on its way. */
  abandon(): void {
    this.#ended = true;
    this.#chain?.abandon();
    if (this.#options.closesByReset) this.#target.resetAndDestroy();
    else this.#target.destroy();
  }

  #receive(data: Buffer): void {
    if (this.#chain !== undefined) {
      this.#chain.offer({ data, atMs: this.#options.clock.nowMs() });
      if (!this.#chain.hasRoom()) this.#source.pause();
    } else if (!this.#target.write(data)) {
      this.#source.pause();
    }
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
  else socket.write('', () => socket.resetAndDestroy());
}
