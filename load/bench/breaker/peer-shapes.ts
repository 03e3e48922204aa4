type Work = () => Promise<unknown>;

interface Policy {
  execute(work: Work): Promise<unknown>;
  readonly state?: number;
}

/** What is used of cockatiel. */
export interface Cockatiel {
  readonly handleAll: object;
  readonly TimeoutStrategy: { readonly Aggressive: string };
  readonly ConsecutiveBreaker: new (failures: number) => object;
  readonly ConstantBackoff: new (waitMs: number) => object;
  circuitBreaker(
    which: object,
    options: { readonly halfOpenAfter: number; readonly breaker: object },
  ): Policy;
  retry(which: object, options: { readonly maxAttempts: number; readonly backoff: object }): Policy;
  timeout(limitMs: number, strategy: string): Policy;
  wrap(...policies: readonly Policy[]): Policy;
}

/** What is used of opossum. */
export interface Opossum {
  readonly default: new (
    work: Work,
    options: {
      readonly timeout: false | number;
      readonly resetTimeout: number;
      readonly volumeThreshold: number;
    },
  ) => { fire(): Promise<unknown>; shutdown(): void };
}

/** What is used of p-retry. */
export interface PRetry {
  default(work: Work, options: { readonly retries: number }): Promise<unknown>;
}
