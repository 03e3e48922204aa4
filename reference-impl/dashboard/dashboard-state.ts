/** How a service is, as `web` sees it. */
export type ServiceCondition =
  /** Answers and can do its work. */
  | 'ready'
  /** Answers and says why it cannot work. */
  | 'notReady'
  /** Takes connections and does not answer in time, or says itself that a loop hangs. */
  | 'hung'
  /** Nobody listens. */
  | 'down'
  /** Nobody has asked yet. */
  | 'unknown';

/** One service of the stack. */
export interface ServiceRow {
  readonly name: string;
  readonly condition: ServiceCondition;
  /** Since when it is so; of a service that was ready at the first look, since its start. */
  readonly sinceMs: number | null;
  readonly reasons: readonly string[];
}

/** One circuit breaker with its status text, for example `MONITORING (3/5)`. */
export interface BreakerRow {
  readonly service: string;
  readonly name: string;
  readonly status: string;
}

/** What the watchdog believes of one core. */
export interface TargetBelief {
  readonly healthy: boolean | null;
  readonly consecutiveFailures: number;
}

/** What the orchestrator says; undefined fields are not known. */
export interface HaView {
  /** Whether the rest is what the orchestrator says now, what it said before it fell silent, or nothing. */
  readonly heard: 'now' | 'before' | 'notYet';
  readonly state: string;
  readonly sinceMs: number | null;
  readonly live: TargetBelief;
  readonly candidate: TargetBelief;
}

/** A share in percent with its judgement (F9); the value is null before the first call. */
export interface RateRow {
  readonly name: string;
  readonly value: number | null;
  readonly level: 'good' | 'warning' | 'critical' | 'noData';
}

/** All that the page shows, apart from what happened. */
export interface DashboardState {
  readonly nowMs: number;
  readonly ha: HaView;
  /** Where new calls go by the HA state. */
  readonly route: 'live' | 'candidate';
  readonly maintenance: boolean;
  readonly services: readonly ServiceRow[];
  readonly breakers: readonly BreakerRow[];
  readonly queue: {
    readonly pending: number;
    readonly inFlight: number;
    readonly answered: number;
    readonly dead: number;
  };
  readonly rates: readonly RateRow[];
}

/** Something that happened, in the words of the log. */
export type HappeningFacts =
  | {
      readonly kind: 'failover';
      readonly route: string;
      readonly trigger: string;
      readonly reason: string;
    }
  | { readonly kind: 'route'; readonly to: string }
  | {
      readonly kind: 'haState';
      readonly from: string;
      readonly to: string;
      readonly cause: string;
    }
  | {
      readonly kind: 'service';
      readonly name: string;
      readonly from: ServiceCondition;
      readonly to: ServiceCondition;
      readonly reason: string;
    }
  | { readonly kind: 'maintenance'; readonly on: boolean }
  | { readonly kind: 'started' };

/** A happening as it is shown; equal ones in a row are one with a count. */
export type Happening = HappeningFacts & {
  /** Kept while it is counted up, and over a restart where it has an id of its own. */
  readonly id: string;
  readonly atMs: number;
  readonly lastAtMs: number;
  readonly count: number;
};
