import type { Operation, QueueState } from '../../core/client.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { Env } from '../../core/stack.ts';

/** One operation with the monotonic time at which it is to start. */
export interface TimedOperation {
  readonly operation: Operation;
  readonly startAtMs: number;
}

/** What the engine asks of the client host. */
export type ClientAsk =
  | {
      readonly type: 'connect';
      readonly id: number;
      readonly scenarioFile: string;
      readonly env: Env;
      readonly operationLimitMs: number;
    }
  | { readonly type: 'load'; readonly id: number; readonly operations: readonly TimedOperation[] }
  | { readonly type: 'drain'; readonly id: number }
  | { readonly type: 'abort'; readonly id: number };

/** What the client host says; times are monotonic ms. */
export type ClientNews =
  | { readonly type: 'invoke'; readonly operation: string; readonly atMs: number }
  | {
      readonly type: 'complete';
      readonly operation: string;
      readonly atMs: number;
      readonly outcome: Outcome;
    }
  | { readonly type: 'done'; readonly id: number; readonly state?: QueueState }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
