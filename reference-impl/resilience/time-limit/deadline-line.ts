/** One call that must end in time; it knows its neighbours in the line, so leaving costs nothing. */
export class Limit {
  readonly limitMs: number;
  readonly #line: DeadlineLine;
  readonly #onPassed: (limit: Limit) => void;
  #controller: AbortController | undefined;
  /** When it passes, on the line's clock. */
  readonly atMs: number;
  before: Limit | undefined;
  after: Limit | undefined;
  #open = true;

  constructor(line: DeadlineLine, atMs: number, onPassed: (limit: Limit) => void) {
    this.#line = line;
    this.limitMs = line.limitMs;
    this.atMs = atMs;
    this.#onPassed = onPassed;
  }

  /** Aborts when the limit passes; made only for those who ask, because it is the dear part. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /** The call has ended in time; false when it had not. */
  end(): boolean {
    if (!this.#open) return false;
    this.#open = false;
    this.#line.leave(this);
    return true;
  }

  pass(): void {
    if (!this.end()) return;
    this.#onPassed(this);
    this.#controller?.abort(new TimeLimitPassed(this.limitMs));
  }
}

/** Tells that a call had no result within its limit; it may still be at work. */
export class TimeLimitPassed extends Error {
  readonly limitMs: number;

  constructor(limitMs: number) {
    super(`no result within ${limitMs} ms`);
    this.name = 'TimeLimitPassed';
    this.limitMs = limitMs;
  }
}

/**
 * All calls with one and the same limit: who came first is due first, so one timer serves them all.
 * It keeps the process alive only while a call is waited for.
 */
export class DeadlineLine {
  readonly limitMs: number;
  #first: Limit | undefined;
  #last: Limit | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(limitMs: number) {
    this.limitMs = limitMs;
  }

  enter(onPassed: (limit: Limit) => void): Limit {
    const limit = new Limit(this, performance.now() + this.limitMs, onPassed);
    if (this.#last === undefined) {
      this.#first = limit;
      if (this.#timer === undefined) this.#arm(this.limitMs);
      else this.#timer.ref();
    } else {
      limit.before = this.#last;
      this.#last.after = limit;
    }
    this.#last = limit;
    return limit;
  }

  leave(limit: Limit): void {
    const { before, after } = limit;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    if (this.#first === undefined) this.#timer?.unref();
  }

  #arm(waitMs: number): void {
    this.#timer = setTimeout(() => this.#passDue(), waitMs);
  }

  #passDue(): void {
    this.#timer = undefined;
    const nowMs = performance.now();
    while (this.#first !== undefined && this.#first.atMs <= nowMs) this.#first.pass();
    // A timer may fire a fraction of a millisecond early.
    const first: Limit | undefined = this.#first;
    if (first !== undefined && this.#timer === undefined) {
      this.#arm(Math.max(1, Math.ceil(first.atMs - nowMs)));
    }
  }
}

const lines = new Map<number, DeadlineLine>();
const linesMost = 256;

/** Gives the line of all calls with this limit. */
export function deadlineLine(limitMs: number): DeadlineLine {
  const known = lines.get(limitMs);
  if (known !== undefined) return known;
  // Limits that are computed anew for each call must not pile up; the old lines finish by themselves.
  if (lines.size >= linesMost) lines.clear();
  const line = new DeadlineLine(limitMs);
  lines.set(limitMs, line);
  return line;
}
