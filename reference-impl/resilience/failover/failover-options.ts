/** How a failover manager decides (F11). */
export interface FailoverOptions {
  /** Failures of a model inside the monitoring period that open its breaker. */
  readonly failureThreshold: number;
  readonly resetTimeoutMs: number;
  readonly monitoringPeriodMs: number;
  /** Tries again at one model, after its first. */
  readonly maxRetries: number;
  /** False: when all models fail, so does the execution. */
  readonly gracefulDegradation: boolean;
  /** False: a partial answer is as good as none. */
  readonly partialSuccess: boolean;
  /** The least share of parallel agents that must succeed. */
  readonly minSuccessRate: number;
  /** The limit of one try (F1). */
  readonly timeLimitMs: number;
}

/** What holds unless something else is said. */
export const standardFailover: FailoverOptions = {
  failureThreshold: 3,
  resetTimeoutMs: 60_000,
  monitoringPeriodMs: 300_000,
  maxRetries: 3,
  gracefulDegradation: true,
  partialSuccess: true,
  minSuccessRate: 0.5,
  timeLimitMs: 300_000,
};

/** Named sets of options: aggressive gives a model up early, conservative late. */
export const failoverPresets = {
  standard: standardFailover,
  aggressive: { ...standardFailover, failureThreshold: 2, resetTimeoutMs: 30_000 },
  conservative: { ...standardFailover, failureThreshold: 10, resetTimeoutMs: 300_000 },
} as const satisfies Readonly<Record<string, FailoverOptions>>;

/** The name of a preset. */
export type FailoverPreset = keyof typeof failoverPresets;
