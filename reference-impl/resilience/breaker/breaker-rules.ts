/** The three states of a breaker. */
export type BreakerState = 'closed' | 'open' | 'halfOpen';

/** How a breaker decides; the defaults are those of the specification. */
export interface BreakerOptions {
  /** Failures inside the window that open the breaker; 5 when left out. */
  readonly failureThreshold?: number;
  /** Length of the sliding window, in ms; 300,000 when left out. */
  readonly monitoringPeriodMs?: number;
  /** How long an open breaker blocks before it lets a probe through; 60,000 when left out. */
  readonly resetTimeoutMs?: number;
  /** Probes let through when half open, which must all succeed; 1 when left out. */
  readonly halfOpenProbes?: number;
  /** A probe without a result after this time has failed; the reset time when left out. */
  readonly probeLimitMs?: number;
  /**
   * How long a call waits for a place when more are under way than this service has borne; then it
   * is made all the same. 1,000 when left out; 0 makes every call at once.
   */
  readonly floodWaitMs?: number;
  /** How long a call waits for the probes' result, then it is blocked; 1,000 when left out. */
  readonly probeWaitMs?: number;
  /** Says which errors count; all, when left out. */
  readonly isFailure?: (error: unknown) => boolean;
  /** Says which failures open the breaker until somebody calls `reset`; none, when left out. */
  readonly needsHuman?: (error: unknown) => boolean;
  readonly onChange?: (from: BreakerState, to: BreakerState) => void;
  /** A monotonic clock in ms. */
  readonly now?: () => number;
}

/** The same, with nothing left open; many breakers share one. */
export type BreakerRules = Required<BreakerOptions>;

/** Fills in the defaults; throws what is wrong with an option that no breaker can work with. */
export function settleBreakerRules(options: BreakerOptions = {}): BreakerRules {
  const resetTimeoutMs = options.resetTimeoutMs ?? 60_000;
  return {
    failureThreshold: counted('failureThreshold', options.failureThreshold ?? 5),
    monitoringPeriodMs: timed('monitoringPeriodMs', options.monitoringPeriodMs ?? 300_000),
    resetTimeoutMs: timed('resetTimeoutMs', resetTimeoutMs),
    halfOpenProbes: counted('halfOpenProbes', options.halfOpenProbes ?? 1),
    probeLimitMs: timed('probeLimitMs', options.probeLimitMs ?? resetTimeoutMs),
    floodWaitMs: timed('floodWaitMs', options.floodWaitMs ?? 1000),
    probeWaitMs: timed('probeWaitMs', options.probeWaitMs ?? 1000),
    isFailure: options.isFailure ?? always,
    needsHuman: options.needsHuman ?? never,
    onChange: options.onChange ?? ignore,
    now: options.now ?? monotonic,
  };
}

const always = () => true;
const never = () => false;
const ignore = () => undefined;
const monotonic = () => performance.now();

function counted(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new RangeError(`${name} is ${value}; allowed: a whole number from 1`);
}

function timed(name: string, value: number): number {
  if (value >= 0 && value < 2 ** 31) return value;
  throw new RangeError(`${name} is ${value}; allowed: a number of milliseconds below 2^31`);
}
