import { AsyncResource } from 'node:async_hooks';
import type { Holding, Life } from '../host/life.ts';
import type { ScheduledEvent } from '../kernel/scheduled-event.ts';
import { fractionOf } from '../kernel/tie.ts';

/** World and host times are converted in floating point; no timer may miss its own due time. */
const ROUNDING_MS = 1e-4;

const INTERVAL_MAX_MS = 2 ** 31 - 1;

/** The delay that Node makes of what it is given. */
export const timerDelayMs = (delay: unknown): number => {
  const ms = Number(delay);
  return ms >= 1 && ms <= INTERVAL_MAX_MS ? Math.trunc(ms) : 1;
};

/** How a timer is armed. */
export interface TimerOptions {
  readonly delayMs: number;
  readonly repeats: boolean;
}

/** The `Timeout` of a life: Node's surface, on the host's monotonic clock in virtual time. */
export class SimulatedTimer implements Holding {
  /** Lets Node's own `clearTimeout`, which cannot be replaced inside it, leave us alone. */
  readonly _destroyed = true;
  readonly delayMs: number;
  readonly #life: Life;
  readonly #repeats: boolean;
  readonly #frame = new AsyncResource('SimulatedTimer');
  #run: (() => void) | null;
  #dueMs = 0;
  #event: ScheduledEvent | undefined;
  #hasRef = true;
  #id: number | undefined;

  constructor(life: Life, run: () => void, { delayMs, repeats }: TimerOptions) {
    this.#life = life;
    this.#run = run;
    this.delayMs = delayMs;
    this.#repeats = repeats;
    life.holdings.add(this);
    this.#arm(this.#nowMs() + delayMs);
  }

  /** Node's internals ask for it, and set it to null in order to clear the timer. */
  get _onTimeout(): (() => void) | null {
    return this.#run;
  }

  set _onTimeout(run: (() => void) | null) {
    if (run === null) this.close();
  }

  get active(): boolean {
    return this.#run !== null;
  }

  get keepsAlive(): boolean {
    return this.#hasRef && this.#event !== undefined;
  }

  ref(): this {
    this.#hasRef = true;
    return this;
  }

  unref(): this {
    this.#hasRef = false;
    return this;
  }

  hasRef(): boolean {
    return this.#hasRef;
  }

  refresh(): this {
    if (this.#run === null) return this;
    this.#life.holdings.add(this);
    this.#dueMs = this.#nowMs() + this.delayMs;
    // An event that comes too early arms itself again, which is cheaper than cancelling each time.
    if (this.#event === undefined) this.#arm(this.#dueMs);
    return this;
  }

  close(): this {
    this.#run = null;
    this.release();
    return this;
  }

  release(): void {
    this.#life.world.kernel.cancel(this.#event);
    this.#event = undefined;
    this.#life.holdings.delete(this);
    if (this.#id !== undefined) this.#life.world.timerIds.delete(this.#id);
  }

  /** Follows a host clock that goes at another rate from now on. */
  retime(): void {
    if (this.#event === undefined) return;
    this.#life.world.kernel.cancel(this.#event);
    this.#arm(this.#dueMs);
  }

  [Symbol.toPrimitive](): number {
    this.#id ??= this.#life.world.nameTimer(this);
    return this.#id;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Node counts whole milliseconds from the loop's own time. */
  #nowMs(): number {
    const { host, world } = this.#life;
    return Math.floor(host.clock.monotonicMs(world.kernel.nowMs) + ROUNDING_MS);
  }

  #arm(dueMs: number): void {
    const { host, world, lane } = this.#life;
    this.#dueMs = dueMs;
    // Timers of one millisecond fire together and in order, somewhere in that millisecond.
    const latenessMs = fractionOf(world.kernel.salt, lane, dueMs) * world.timerLatenessMs;
    const atMs = host.clock.worldMsAt(dueMs + latenessMs);
    this.#event = world.kernel.at(atMs, this.#life.timers, () => this.#fire());
  }

  #fire(): void {
    this.#event = undefined;
    const run = this.#run;
    if (run === null) return;
    if (this.#dueMs > this.#nowMs()) {
      this.#arm(this.#dueMs);
      return;
    }
    if (!this.#repeats) this.#life.holdings.delete(this);
    // As in Node, an interval is armed again after its callback, and stays armed if that throws.
    try {
      this.#frame.runInAsyncScope(run);
    } finally {
      if (this.#repeats && this.#run !== null && this.#event === undefined) {
        this.#arm(this.#nowMs() + this.delayMs);
      }
    }
  }
}

/** The `Immediate` of a life. */
export class SimulatedImmediate {
  readonly #life: Life;
  readonly #event: ScheduledEvent;

  constructor(life: Life, run: () => void) {
    const frame = new AsyncResource('SimulatedImmediate');
    this.#life = life;
    this.#event = life.world.kernel.after(0, life, () => frame.runInAsyncScope(run));
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return this.#event.run !== null;
  }

  close(): void {
    this.#life.world.kernel.cancel(this.#event);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
