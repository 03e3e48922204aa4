import type { NamedToxic } from '../core/toxic.ts';
import { Chain } from './chain.ts';
import type { Clock } from './clock.ts';

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** Virtual time for tests: exact, fractions of a millisecond included. */
class TestClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<Timer>();

  get timers(): number {
    return this.#timers.size;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  setTimeout(run: () => void, delayMs: number): Timer {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    // Only timers of this clock are handed to it.
    this.#timers.delete(timer as Timer);
  }

  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.atMs <= endMs);
      const next = due.toSorted((one, other) => one.atMs - other.atMs)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = endMs;
  }
}

/** Bytes that came out of the chain, and when. */
export interface Arrival {
  readonly atMs: number;
  readonly bytes: readonly number[];
}

/** A chain between a source and a sink that the test holds in its hands. */
export class ChainUnderTest {
  readonly clock = new TestClock();
  readonly arrivals: Arrival[] = [];
  endedAtMs: number | undefined;
  readonly chain: Chain;
  /** How often the source was told that it may go on. */
  roomSignals = 0;
  #blocked = false;

  constructor(toxics: readonly NamedToxic[] = [], random: () => number = () => 0.5) {
    this.chain = new Chain({
      clock: this.clock,
      random,
      outlet: {
        hasRoom: () => !this.#blocked,
        offer: ({ data }) => this.#arrive(data),
        end: () => {
          this.endedAtMs ??= this.clock.nowMs();
        },
      },
      onRoom: () => {
        this.roomSignals++;
      },
    });
    for (const toxic of toxics) this.chain.add(toxic);
  }

  /** Everything that arrived, in order. */
  get bytes(): readonly number[] {
    return this.arrivals.flatMap((arrival) => arrival.bytes);
  }

  feed(bytes: readonly number[]): void {
    this.chain.offer({ data: Uint8Array.from(bytes), atMs: this.clock.nowMs() });
  }

  block(blocked: boolean): void {
    this.#blocked = blocked;
    if (!blocked) this.chain.advance();
  }

  #arrive(data: Uint8Array): void {
    if (this.endedAtMs !== undefined) throw new Error('data came after the end');
    if (data.length > 0) this.arrivals.push({ atMs: this.clock.nowMs(), bytes: [...data] });
  }
}
