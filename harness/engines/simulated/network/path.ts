import type { Host } from '../host/host.ts';
import type { Owner } from '../kernel/owner.ts';
import type { ScheduledEvent } from '../kernel/scheduled-event.ts';
import type { Network } from './network.ts';

/** Linux's first retransmission timeout, and where doubling stops. */
const RETRY_FIRST_MS = 200;
const RETRY_MAX_MS = 120_000;
/** Linux gives up an established connection after 15 retransmissions. */
const GIVE_UP_AFTER_MS = 924_600;

/** What a path is made of. */
export interface PathOptions {
  readonly network: Network;
  readonly from: Host;
  readonly to: Host;
  /** The sender waited too long for an acknowledgement. */
  readonly onGivenUp: () => void;
  /** The other machine knows nothing of the connection any more. */
  readonly onRefused: () => void;
}

/** One direction of one connection: packets arrive late, in order, and again after they were lost. */
export class Path implements Owner {
  readonly lane: number;
  readonly runner = null;
  readonly #options: PathOptions;
  readonly #waiting: (() => void)[] = [];
  #lastArrivalMs = 0;
  #retry: ScheduledEvent | undefined;
  #retryMs = RETRY_FIRST_MS;
  #lostSinceMs = 0;

  constructor(options: PathOptions) {
    this.#options = options;
    this.lane = options.network.nextLane();
  }

  /** Sends a packet; `arrive` runs at the other end, outside of any life. */
  send(arrive: () => void): void {
    const { network, from, to } = this.#options;
    const fate = network.conditions.fateOf(from, to, this.lane);
    if (this.#waiting.length > 0 || fate === 'lost') this.#hold(arrive);
    else if (fate === 'refused') this.#refuse();
    else this.#deliver(arrive);
  }

  /** Forgets packets that were not delivered: the sending kernel is gone. */
  stop(): void {
    this.#waiting.length = 0;
    this.#options.network.world.kernel.cancel(this.#retry);
    this.#retry = undefined;
  }

  #deliver(arrive: () => void): void {
    const { network, from, to } = this.#options;
    const { kernel } = network.world;
    const dueMs = kernel.nowMs + network.conditions.latencyMs(from, to);
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, dueMs);
    kernel.at(this.#lastArrivalMs, this, () => {
      // A machine without power acknowledges nothing: the packet is sent again until one answers.
      if (to.powered) arrive();
      else this.#hold(arrive);
    });
  }

  /** A machine answers what it does not know by a reset. */
  #refuse(): void {
    const { network, onRefused } = this.#options;
    this.stop();
    network.world.kernel.after(0, this, onRefused);
  }

  #hold(arrive: () => void): void {
    this.#waiting.push(arrive);
    if (this.#retry !== undefined) return;
    this.#lostSinceMs = this.#options.network.world.nowMs;
    this.#retryMs = RETRY_FIRST_MS;
    this.#armRetry();
  }

  #armRetry(): void {
    const { kernel } = this.#options.network.world;
    this.#retry = kernel.after(this.#retryMs, this, () => this.#retransmit());
  }

  #retransmit(): void {
    const { network, from, to, onGivenUp } = this.#options;
    this.#retry = undefined;
    const fate = network.conditions.fateOf(from, to, this.lane);
    if (fate === 'refused') {
      this.#refuse();
      return;
    }
    if (fate === 'arrives') {
      for (const arrive of this.#waiting.splice(0)) this.#deliver(arrive);
      return;
    }
    if (network.world.nowMs - this.#lostSinceMs > GIVE_UP_AFTER_MS) {
      this.stop();
      onGivenUp();
      return;
    }
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
    this.#armRetry();
  }
}
