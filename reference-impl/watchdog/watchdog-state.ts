/** The four states of the pair of cores, as the watchdog reports them. */
export type HaState = 'active' | 'degraded' | 'failover_active' | 'failed';

/** What the watchdog believes of one core. */
export interface TargetHealth {
  readonly healthy: boolean;
  readonly consecutiveFailures: number;
}

/** The answer to one probe; a probe over its time limit is a failure like any other. */
export type ProbeResult =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly ms: number; readonly reason: string };

/** What one poll saw; during maintenance nobody looks at the candidate. */
export interface Observation {
  readonly live: ProbeResult;
  readonly candidate: ProbeResult | 'unevaluated';
}

/** All that the watchdog carries from one poll to the next. */
export interface WatchdogState {
  readonly state: HaState | undefined;
  readonly live: TargetHealth;
  readonly candidate: TargetHealth;
  readonly maintenance: boolean;
}

/** A change of state that people must hear of. */
export interface StateChange {
  readonly from: HaState;
  readonly to: HaState;
  readonly cause: string;
}

/** Both cores count as healthy until two probes in a row say otherwise. */
export const freshWatchdogState: WatchdogState = {
  state: undefined,
  live: { healthy: true, consecutiveFailures: 0 },
  candidate: { healthy: true, consecutiveFailures: 0 },
  maintenance: false,
};
