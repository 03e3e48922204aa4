import { BreakerOpen } from './breaker-open.ts';
import type { BreakerRules, BreakerState } from './breaker-rules.ts';
import { WaitingLine } from './waiting-line.ts';

/** A call that was let through to see whether the service has come back. */
interface Probe {
  readonly period: number;
  readonly untilMs: number;
}

/**
 * Lets one call through; its result counts only in the period that gave it. A closed breaker gives
 * the bare number of its period, so that a call costs no allocation.
 */
export type Permit = number | Probe;

const none: readonly number[] = [];

/** Decides which calls pass. It has no timer of its own and reads no clock while all goes well. */
export class Breaker {
  readonly rules: BreakerRules;
  #state: BreakerState = 'closed';
  #period = 0;
  /** Results of calls that began before this period are of before somebody looked. */
  #resetPeriod = 0;
  #held = false;
  #openedAtMs = 0;
  #failureTimes: readonly number[] = none;
  /** Calls of this period without a result. */
  #inFlight = 0;
  /** So many at once have gone well in this period. */
  #proven = 0;
  /** So many may be under way while closed. */
  #allowed: number;
  #probes: readonly Probe[] | undefined;
  #successes = 0;
  #line: WaitingLine<Permit> | undefined;

  constructor(rules: BreakerRules) {
    this.rules = rules;
    this.#allowed = rules.failureThreshold;
  }

  /** Gives a permit at once, or nothing when the call has to wait or is blocked: see `admit`. */
  request(): Permit | undefined {
    if (this.#state !== 'closed') return this.#requestProbe();
    if (this.#inFlight >= this.#allowed) return undefined;
    this.#inFlight += 1;
    return this.#period;
  }

  /** Gives a permit, if need be after a bounded wait; rejects with `BreakerOpen`. */
  async admit(): Promise<Permit> {
    // Failures that have left the window hold nobody up.
    this.#forgetOldFailures();
    this.#learn(this.#proven);
    const permit = this.request();
    if (permit !== undefined) return permit;
    const waiting = this.#wait();
    const waited = waiting && (await waiting);
    if (waited !== undefined) return waited;
    if (this.state() !== 'closed') throw new BreakerOpen(this.status());
    this.#inFlight += 1;
    return this.#period;
  }

  succeeded(permit: Permit): void {
    if (this.#state !== 'closed' || permit !== this.#period) {
      this.#probeSucceeded(permit);
      return;
    }
    if (this.#inFlight > this.#proven) this.#learn(this.#proven + 1);
    this.#inFlight -= 1;
    if (this.#line !== undefined) this.#serve(this.#line);
  }

  /** The call failed with `error`; what is no failure by the rules counts for nothing. */
  failed(permit: Permit, error: unknown): void {
    const period = typeof permit === 'number' ? permit : permit.period;
    if (!this.rules.isFailure(error)) this.#withdrawn(permit);
    else if (this.rules.needsHuman(error) && period >= this.#resetPeriod) this.#hold();
    else if (this.#counts(period)) this.#countFailure();
  }

  /** The call ended in a way that says nothing about the service. */
  #withdrawn(permit: Permit): void {
    if (typeof permit === 'number') {
      if (permit === this.#period) this.#inFlight -= 1;
    } else this.#probes = this.#probes?.filter((probe) => probe !== permit);
    if (this.#line !== undefined) this.#serve(this.#line);
  }

  /** Somebody says that all is well again; nothing else ends a hold. */
  reset(): void {
    this.#held = false;
    this.#change('closed');
    this.#resetPeriod = this.#period;
  }

  /** True when only `reset` can close it. */
  held(): boolean {
    return this.#held;
  }

  state(): BreakerState {
    if (this.#state !== 'closed') this.#catchUp();
    return this.#state;
  }

  /** Failures inside the window while closed. */
  failures(): number {
    this.#forgetOldFailures();
    return this.#failureTimes.length;
  }

  /** `CLOSED`, `MONITORING (3/5)`, `OPEN` or `HALF_OPEN`. */
  status(): string {
    const state = this.state();
    if (state !== 'closed') return state === 'open' ? 'OPEN' : 'HALF_OPEN';
    const failures = this.failures();
    return failures === 0 ? 'CLOSED' : `MONITORING (${failures}/${this.rules.failureThreshold})`;
  }

  #requestProbe(): Permit | undefined {
    if (this.state() !== 'halfOpen') return undefined;
    const probes = this.#probes ?? [];
    if (probes.length + this.#successes >= this.rules.halfOpenProbes) return undefined;
    const untilMs = this.rules.now() + this.rules.probeLimitMs;
    const probe = { period: this.#period, untilMs };
    this.#probes = [...probes, probe];
    return probe;
  }

  /** Nothing comes of the wait: closed by then, the call is made; otherwise it is blocked. */
  #wait(): Promise<Permit | undefined> | undefined {
    const state = this.state();
    if (state === 'open') return undefined;
    const { floodWaitMs, probeWaitMs } = this.rules;
    const waitMs = state === 'closed' ? floodWaitMs : probeWaitMs;
    if (waitMs === 0) return undefined;
    this.#line ??= new WaitingLine();
    return this.#line.wait(waitMs);
  }

  #serve(line: WaitingLine<Permit>): void {
    line.serve(() => this.request());
    if (line.isEmpty() && this.#line === line) this.#line = undefined;
  }

  #probeSucceeded(permit: Permit): void {
    if (typeof permit === 'number' || !this.#counts(permit.period)) return;
    this.#probes = this.#probes?.filter((probe) => probe !== permit);
    this.#successes += 1;
    if (this.#successes >= this.rules.halfOpenProbes) this.#change('closed');
  }

  #countFailure(): void {
    if (this.#state === 'closed') {
      this.#inFlight -= 1;
      this.#forgetOldFailures();
      this.#failureTimes = [...this.#failureTimes, this.rules.now()];
      this.#learn(this.#proven >> 1);
      if (this.#failureTimes.length < this.rules.failureThreshold) {
        if (this.#line !== undefined) this.#serve(this.#line);
        return;
      }
    }
    this.#change('open');
  }

  #hold(): void {
    this.#held = true;
    if (this.#state !== 'open') this.#change('open');
  }

  #change(to: BreakerState, atMs?: number): void {
    const from = this.#state;
    this.#state = to;
    this.#period += 1;
    this.#failureTimes = none;
    this.#successes = 0;
    this.#inFlight = 0;
    this.#probes = undefined;
    this.#learn(0);
    if (to === 'open') {
      this.#openedAtMs = atMs ?? this.rules.now();
      this.#line?.sendAway();
    }
    this.rules.onChange(from, to);
    if (to === 'closed' && this.#line !== undefined) this.#serve(this.#line);
  }

  /** At most as many calls as may still fail go beyond what this service has borne. */
  #learn(proven: number): void {
    this.#proven = proven;
    const { failureThreshold } = this.rules;
    this.#allowed = proven + Math.max(1, failureThreshold - this.#failureTimes.length);
  }

  /** Time alone changes a state: a wait ends, or a probe has hung too long. */
  #catchUp(): void {
    if (this.#held) return;
    const nowMs = this.rules.now();
    // Probes begin in their order, so the first is the first to have hung too long. It has failed
    // when its limit passed, whenever somebody looks.
    const untilMs = this.#probes?.[0]?.untilMs;
    if (untilMs !== undefined && untilMs <= nowMs) this.#change('open', untilMs);
    const waited = nowMs - this.#openedAtMs >= this.rules.resetTimeoutMs;
    if (this.#state === 'open' && waited) this.#change('halfOpen');
  }

  #counts(period: number): boolean {
    this.state();
    return period === this.#period;
  }

  #forgetOldFailures(): void {
    if (this.#failureTimes.length === 0) return;
    const since = this.rules.now() - this.rules.monitoringPeriodMs;
    this.#failureTimes = this.#failureTimes.filter((atMs) => atMs > since);
  }
}
