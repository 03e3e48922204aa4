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
export function createBreakerState(rules: BreakerRules) {
  let state: BreakerState = 'closed';
  let period = 0;
  let openedAtMs = 0;
  let failureTimes: number[] = [];
  let successes = 0;
  let probes = new Set<Permit>();

  const change = (to: BreakerState) => {
    const from = state;
    state = to;
    period += 1;
    failureTimes = [];
    successes = 0;
    probes = new Set();
    if (to === 'open') openedAtMs = rules.now();
    rules.onChange(from, to);
  };
  const forgetOldFailures = () => {
    const since = rules.now() - rules.monitoringPeriodMs;
    failureTimes = failureTimes.filter((atMs) => atMs > since);
  };
  /** Time alone changes a state: a wait ends, or a probe has hung too long. */
  const catchUp = () => {
    const nowMs = rules.now();
    if (state === 'halfOpen' && [...probes].some((probe) => probe.probeUntilMs <= nowMs)) {
      change('open');
    }
    if (state === 'open' && nowMs - openedAtMs >= rules.resetTimeoutMs) change('halfOpen');
  };
  const counts = (permit: Permit) => {
    catchUp();
    return permit.period === period;
  };

  return {
    request(): Permit | undefined {
      catchUp();
      if (state === 'open') return undefined;
      const permit = { period, probeUntilMs: rules.now() + rules.probeLimitMs };
      if (state === 'closed') return permit;
      if (probes.size + successes >= rules.halfOpenProbes) return undefined;
      probes.add(permit);
      return permit;
    },
    succeeded(permit: Permit): void {
      if (!counts(permit) || state !== 'halfOpen') return;
      probes.delete(permit);
      successes += 1;
      if (successes >= rules.halfOpenProbes) change('closed');
    },
    failed(permit: Permit): void {
      if (!counts(permit)) return;
      if (state === 'halfOpen') return change('open');
      failureTimes.push(rules.now());
      forgetOldFailures();
      if (failureTimes.length >= rules.failureThreshold) change('open');
    },
    /** The call ended in a way that says nothing about the service. */
    withdrawn(permit: Permit): void {
      probes.delete(permit);
    },
    reset(): void {
      change('closed');
    },
    status(): string {
      catchUp();
      forgetOldFailures();
      if (state === 'open') return 'OPEN';
      if (state === 'halfOpen') return 'HALF_OPEN';
      if (failureTimes.length === 0) return 'CLOSED';
      return `MONITORING (${failureTimes.length}/${rules.failureThreshold})`;
    },
  };
}
