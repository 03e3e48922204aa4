import type { NamedToxic } from '../core/toxic.ts';
import type { Clock, ClockTimer } from './clock.ts';
import type { Outlet } from './outlet.ts';
import { startToxic } from './programs.ts';
import type { Chunk, Item, ToxicReply, ToxicRequest, ToxicRun } from './toxic.ts';

/** What a stage needs from around it; `onRoom` is called when its inbox has room again. */
export interface StageSurroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly onRoom: () => void;
}

/** A latency must hold many chunks at once, or it would limit the bandwidth. */
const LATENCY_INBOX_CHUNKS = 1024;

/** One toxic at work on one direction of one connection: its inbox, its timer, its outlet. */
export class Stage implements Outlet {
  toxic: NamedToxic;
  outlet: Outlet;
  closed = false;
  readonly #around: StageSurroundings;
  readonly #passed = { bytes: 0 };
  readonly #inbox: Item[] = [];
  #inputEnded = false;
  #run: ToxicRun | undefined;
  #pending: ToxicRequest | undefined;
  #timer: ClockTimer;
  #busy = false;

  constructor(toxic: NamedToxic, outlet: Outlet, around: StageSurroundings) {
    this.toxic = toxic;
    this.outlet = outlet;
    this.#around = around;
  }

  /** Begins, or begins anew after an interruption; toxicity is drawn each time. */
  start(): void {
    if (this.closed) return;
    const { clock, random } = this.#around;
    const context = { nowMs: () => clock.nowMs(), random, passed: this.#passed };
    this.#run = startToxic(this.toxic, context);
    this.#step(() => this.#run?.next());
    this.advance();
  }

  hasRoom(): boolean {
    const capacity = this.toxic.type === 'latency' ? LATENCY_INBOX_CHUNKS : 1;
    return !this.closed && this.#inbox.length < capacity;
  }

  offer(chunk: Chunk): void {
    if (this.closed) return;
    this.#inbox.push(chunk);
    this.advance();
  }

  end(): void {
    if (this.closed) return;
    this.#inbox.push('end');
    this.advance();
  }

  /** Goes on as far as it can; called whenever a chunk, room or time may have come. */
  advance(): void {
    if (this.#busy) return;
    while (this.#pending !== undefined && !this.closed) {
      const reply = this.#replyTo(this.#pending);
      if (reply === undefined) return;
      this.#resume(reply);
    }
  }

  /** Stops the toxic where it is; what it holds goes on at once. False when it cannot be stopped. */
  interrupt(): boolean {
    if (this.closed) return false;
    while (this.#pending !== undefined) {
      if (this.#pending.kind === 'wait' && !this.#pending.interruptible) return false;
      if (this.#pending.kind === 'write') {
        const { chunk } = this.#pending;
        // Out of turn and without room, but in order: an interruption must not wait for a peer.
        this.#resume('written', () => this.outlet.offer(chunk));
      } else {
        this.#resume('interrupted');
      }
    }
    return !this.closed;
  }

  /** Hands everything not yet taken to the outlet; for a stage that leaves the chain. */
  drain(): void {
    for (const item of this.#inbox.splice(0)) {
      if (item === 'end') this.#inputEnded = true;
      else this.outlet.offer(item);
    }
    if (this.#inputEnded) this.close();
  }

  /** Ends what comes behind this stage; what still arrives is not taken any more. */
  close(): void {
    if (this.closed) return;
    this.abandon();
    this.outlet.end();
  }

  /** Stops without a word to anyone; for a connection that is gone. */
  abandon(): void {
    this.closed = true;
    this.#clearTimer();
    this.#pending = undefined;
    this.#inbox.length = 0;
  }

  #replyTo(request: ToxicRequest): ToxicReply | undefined {
    if (request.kind === 'write') {
      if (!this.outlet.hasRoom()) return undefined;
      this.#guarded(() => this.outlet.offer(request.chunk));
      return 'written';
    }
    if (request.kind === 'read') {
      const item = this.#take();
      if (item !== undefined) return item;
      if (request.withinMs !== undefined) this.#arm(request.withinMs);
      return undefined;
    }
    this.#arm(request.forMs);
    return undefined;
  }

  #take(): Item | undefined {
    // The end stays the end, for a toxic that starts anew after it was read.
    if (this.#inputEnded) return 'end';
    const item = this.#inbox.shift();
    if (item === 'end') this.#inputEnded = true;
    else if (item !== undefined) this.#guarded(() => this.#around.onRoom());
    return item;
  }

  #arm(delayMs: number): void {
    if (this.#timer !== undefined || delayMs === Number.POSITIVE_INFINITY) return;
    this.#timer = this.#around.clock.setTimeout(
      () => {
        this.#timer = undefined;
        this.#resume('elapsed');
        this.advance();
      },
      Math.max(0, delayMs),
    );
  }

  #clearTimer(): void {
    if (this.#timer === undefined) return;
    this.#around.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #resume(reply: ToxicReply, first?: () => void): void {
    this.#clearTimer();
    this.#step(() => {
      first?.();
      return this.#run?.next(reply);
    });
  }

  #step(next: () => IteratorResult<ToxicRequest, 'closed' | 'interrupted'> | undefined): void {
    this.#pending = undefined;
    const result = this.#guarded(next);
    if (result === undefined || this.closed) return;
    if (!result.done) this.#pending = result.value;
    else if (result.value === 'closed') this.close();
  }

  /** What we call may call us back; the loop that is already running then goes on by itself. */
  #guarded<Result>(call: () => Result): Result {
    const before = this.#busy;
    this.#busy = true;
    try {
      return call();
    } finally {
      this.#busy = before;
    }
  }
}
