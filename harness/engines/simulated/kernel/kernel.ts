import { drain } from './drain.ts';
import { EventHeap } from './event-heap.ts';
import type { Owner, Runner } from './owner.ts';
import type { ScheduledEvent } from './scheduled-event.ts';
import { tieOf } from './tie.ts';
import type { Noted, Trace } from './trace.ts';

/** How much a run may do before it is taken for a livelock. */
export interface Budget {
  readonly events: number;
  /** Events at one and the same virtual instant. */
  readonly eventsAtOnce: number;
}

/** What a kernel is made of. */
export interface KernelOptions {
  /** Decides ties between lanes. */
  readonly salt: number;
  readonly trace: Trace;
  readonly budget: Budget;
  /** Virtual ms that a life's event loop is busy with one event. */
  readonly handlerCostMs: (runner: Runner) => number;
  /** Makes a life the running one, or nobody. */
  readonly enter: (runner: Runner | null) => void;
}

/** The run did more than its budget allows: most likely a loop that never waits. */
export class LivelockError extends Error {
  override readonly name = 'LivelockError';
}

const machinery: Owner = { lane: 0, runner: null };

/** Virtual time: one heap of events, each run to its end before the next one. */
export class Kernel {
  readonly trace: Trace;
  readonly salt: number;
  readonly #options: KernelOptions;
  readonly #heap = new EventHeap();
  #nowMs = 0;
  #seq = 0;
  #delivered = 0;
  #atThisInstant = 0;
  #inside = false;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.trace = options.trace;
    this.salt = options.salt;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Events delivered so far. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Events that wait, cancelled ones included. */
  get pending(): number {
    return this.#heap.size;
  }

  at(timeMs: number, owner: Owner, run: () => void): ScheduledEvent {
    const dueMs = Math.max(timeMs, this.#nowMs);
    const tie = tieOf(this.salt, owner.lane, dueMs);
    const event: ScheduledEvent = { timeMs: dueMs, tie, seq: this.#seq++, owner, run };
    this.#heap.push(event);
    return event;
  }

  after(delayMs: number, owner: Owner, run: () => void): ScheduledEvent {
    return this.at(this.#nowMs + delayMs, owner, run);
  }

  cancel(event: ScheduledEvent | undefined): void {
    if (event !== undefined) event.run = null;
  }

  /** Enters a life from the machinery: at once when its loop is idle, else when it is free again. */
  perform(owner: Owner, run: () => void): void {
    const { runner } = owner;
    if (runner?.dead) return;
    if (runner === null || this.#isHeldUp(runner)) {
      this.#deliver({ timeMs: this.#nowMs, tie: 0, seq: this.#seq++, owner, run });
    } else {
      this.#run(runner, run);
    }
  }

  note(host: string, what: Noted): void {
    this.trace.note(this.#nowMs, host, what);
  }

  /** Goes on with the backlog of a runner that is no longer held up. */
  release(runner: Runner): void {
    if (runner.backlog.length > 0) this.#armWake(runner);
  }

  /** Runs events up to a time, or until a condition holds after one; returns whether it did. */
  runUntil(untilMs: number, done: () => boolean): boolean {
    if (this.#inside) throw new Error('the kernel runs already; wait for the run before this one');
    this.#inside = true;
    try {
      for (;;) {
        const next = this.#heap.peek();
        if (next === undefined || next.timeMs > untilMs) break;
        this.#heap.pop();
        if (next.run === null) continue;
        this.#advance(next.timeMs);
        this.#deliver(next);
        if (done()) return true;
      }
      if (this.#nowMs < untilMs && untilMs !== Number.POSITIVE_INFINITY) this.#nowMs = untilMs;
      return false;
    } finally {
      this.#inside = false;
    }
  }

  /** Whether anything is still to come for this very owner. */
  hasEventFor(owner: Owner): boolean {
    return this.#heap.some((event) => event.owner === owner && event.run !== null);
  }

  /** Forgets everything that was to come. */
  clear(): void {
    this.#heap.clear();
  }

  #advance(timeMs: number): void {
    this.#delivered += 1;
    this.#atThisInstant = timeMs === this.#nowMs ? this.#atThisInstant + 1 : 0;
    this.#nowMs = timeMs;
    const { events, eventsAtOnce } = this.#options.budget;
    if (this.#delivered <= events && this.#atThisInstant <= eventsAtOnce) return;
    throw new LivelockError(
      this.#delivered > events
        ? `more than ${events} events by ${timeMs} virtual ms; raise the budget if the run is meant ` +
            'to be that long'
        : `more than ${eventsAtOnce} events at ${timeMs} virtual ms without time passing: something ` +
            'schedules itself again with no delay',
    );
  }

  #isHeldUp(runner: Runner): boolean {
    return runner.suspended || runner.busyUntilMs > this.#nowMs || runner.backlog.length > 0;
  }

  #deliver(event: ScheduledEvent): void {
    const { run } = event;
    const { runner } = event.owner;
    if (run === null) return;
    if (runner === null) {
      event.run = null;
      this.#run(null, run);
    } else if (runner.dead) {
      event.run = null;
    } else if (this.#isHeldUp(runner)) {
      runner.backlog.push(event);
      this.#armWake(runner);
    } else {
      event.run = null;
      this.#run(runner, run);
    }
  }

  #armWake(runner: Runner): void {
    if (runner.wake !== undefined || runner.suspended) return;
    runner.wake = this.at(runner.busyUntilMs, machinery, () => this.#wake(runner));
  }

  #wake(runner: Runner): void {
    runner.wake = undefined;
    if (runner.dead || runner.suspended) return;
    if (runner.busyUntilMs > this.#nowMs) {
      this.#armWake(runner);
      return;
    }
    let event = runner.backlog.shift();
    while (event !== undefined && event.run === null) event = runner.backlog.shift();
    if (event === undefined) return;
    const { run } = event;
    event.run = null;
    if (run !== null) this.#run(runner, run);
    if (runner.backlog.length > 0) this.#armWake(runner);
  }

  #run(runner: Runner | null, run: () => void): void {
    const { enter, handlerCostMs } = this.#options;
    enter(runner);
    try {
      this.#guarded(runner, run);
      // What throws out of the drain ends that turn of it, not the rest of the queue.
      while (!this.#guarded(runner, drain));
      if (runner !== null && !runner.dead) {
        runner.busyUntilMs = Math.max(runner.busyUntilMs, this.#nowMs + handlerCostMs(runner));
      }
      runner?.rested();
    } finally {
      enter(null);
    }
  }

  #guarded(runner: Runner | null, run: () => void): boolean {
    try {
      run();
      return true;
    } catch (error) {
      if (runner === null) throw error;
      runner.fail(error);
      return false;
    }
  }
}
