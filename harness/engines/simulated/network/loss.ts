/**
 * Which packets are lost: all, only those that begin a connection, or those of connections that were
 * laid before the given lane and whose other end has forgotten them.
 */
export type LossKind =
  | { readonly of: 'all' }
  | { readonly of: 'attempts' }
  | { readonly of: 'established'; readonly beforeLane: number };

/** A loss one way between two machines, and what it has taken. */
export class Loss {
  readonly #kind: LossKind;
  readonly #paths = new Set<number>();
  #attempts = 0;
  #packets = 0;
  #ended = false;

  constructor(kind: LossKind) {
    this.#kind = kind;
  }

  /** How often it took something; `connections` have lost at least one packet. */
  get counts() {
    return {
      attemptsLost: this.#attempts,
      packetsLost: this.#packets,
      connections: this.#paths.size,
    };
  }

  /** Whether it takes a packet that begins a connection. */
  takesAttempt(): boolean {
    if (this.#ended || this.#kind.of === 'established') return false;
    this.#attempts += 1;
    return true;
  }

  /** Whether it takes a packet of an established connection. */
  takesPacket(lane: number): boolean {
    if (this.#ended || this.#kind.of === 'attempts' || !this.#concerns(lane)) return false;
    this.#packets += 1;
    this.#paths.add(lane);
    return true;
  }

  /** Whether the other end answers a packet by a reset: it is back, and knows nothing of it. */
  refuses(lane: number): boolean {
    return this.#ended && this.#kind.of === 'established' && this.#concerns(lane);
  }

  /** It will never matter again. */
  get isOver(): boolean {
    return this.#ended && this.#kind.of !== 'established';
  }

  end(): void {
    this.#ended = true;
  }

  #concerns(lane: number): boolean {
    return this.#kind.of !== 'established' || lane < this.#kind.beforeLane;
  }
}
