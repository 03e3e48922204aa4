/** The three states of a breaker. */
export type BreakerState = 'closed' | 'open' | 'halfOpen';

/** Lets one call through; its result counts only while the breaker is in the same period. */
export interface Permit {
  readonly period: number;
  readonly probeUntilMs: number;
}

/** The settled rules of one breaker. */
export interface BreakerRules {
  readonly failureThreshold: number;
  readonly monitoringPeriodMs: number;
  readonly resetTimeoutMs: number;
  readonly halfOpenProbes: number;
  readonly probeLimitMs: number;
  readonly onChange: (from: BreakerState, to: BreakerState) => void;
  readonly now: () => number;
}

/** Decides which calls pass; it makes none itself and has no timer, so an idle one costs nothing. */
export class BreakerLife {
  readonly #rules: BreakerRules;
  #state: BreakerState = 'closed';
  #period = 0;
  #openedAtMs = 0;
  #failureTimes: number[] = [];
  #successes = 0;
  readonly #probes = new Set<Permit>();

  constructor(rules: BreakerRules) {
    this.#rules = rules;
  }

  /** Gives a permit for one call, or nothing when the call must not be made. */
  request(): Permit | undefined {
    this.#catchUp();
    if (this.#state === 'open') return undefined;
    const probeUntilMs = this.#rules.now() + this.#rules.probeLimitMs;
    const permit = { period: this.#period, probeUntilMs };
    if (this.#state === 'closed') return permit;
    if (this.#probes.size + this.#successes >= this.#rules.halfOpenProbes) return undefined;
    this.#probes.add(permit);
    return permit;
  }

  succeeded(permit: Permit): void {
    if (!this.#counts(permit) || this.#state !== 'halfOpen') return;
    this.#probes.delete(permit);
    this.#successes += 1;
    if (this.#successes >= this.#rules.halfOpenProbes) this.#change('closed');
  }

  failed(permit: Permit): void {
    if (!this.#counts(permit)) return;
    if (this.#state === 'closed') {
      this.#failureTimes.push(this.#rules.now());
      this.#forgetOldFailures();
      if (this.#failureTimes.length < this.#rules.failureThreshold) return;
    }
    this.#change('open');
  }

  /** The call ended in a way that says nothing about the service. */
  withdrawn(permit: Permit): void {
    this.#probes.delete(permit);
  }

  reset(): void {
    this.#change('closed');
  }

  status(): string {
    this.#catchUp();
    this.#forgetOldFailures();
    if (this.#state === 'open') return 'OPEN';
    if (this.#state === 'halfOpen') return 'HALF_OPEN';
    const failures = this.#failureTimes.length;
    return failures === 0 ? 'CLOSED' : `MONITORING (${failures}/${this.#rules.failureThreshold})`;
  }

  #change(to: BreakerState): void {
    const from = this.#state;
    this.#state = to;
    this.#period += 1;
    this.#failureTimes = [];
    this.#successes = 0;
    this.#probes.clear();
    if (to === 'open') this.#openedAtMs = this.#rules.now();
    this.#rules.onChange(from, to);
  }

  /** Time alone changes a state: a wait ends, or a probe has hung too long. */
  #catchUp(): void {
    const nowMs = this.#rules.now();
    const hung = [...this.#probes].some((probe) => probe.probeUntilMs <= nowMs);
    if (hung) this.#change('open');
    const waited = nowMs - this.#openedAtMs >= this.#rules.resetTimeoutMs;
    if (this.#state === 'open' && waited) this.#change('halfOpen');
  }

  #counts(permit: Permit): boolean {
    this.#catchUp();
    return permit.period === this.#period;
  }

  #forgetOldFailures(): void {
    const since = this.#rules.now() - this.#rules.monitoringPeriodMs;
    this.#failureTimes = this.#failureTimes.filter((atMs) => atMs > since);
  }
}
