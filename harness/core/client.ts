import type { Outcome } from './outcome.ts';

/** One operation of the workload, decided before the run. */
export interface Operation {
  /** Unique in the run; clients send it as the idempotency key. */
  readonly id: string;
  /** The stack's own word for the path it takes, for example `queue` or `sync`. */
  readonly kind: string;
  readonly text: string;
  readonly conversation: string;
  /** Intended start, ms after the workload's start, unscaled. */
  readonly atMs: number;
}

/** What a client is given: the endpoint variables of its links. */
export interface ClientWorld {
  readonly env: Readonly<Record<string, string>>;
  /** Time limit of one operation in ms of the run. */
  readonly operationLimitMs: number;
}

/** Where the stack says that every message is, at the end of a run. */
export interface QueueState {
  readonly queued: readonly string[];
  readonly deadLettered: readonly { readonly key: string; readonly reason: string }[];
}

/** How the harness talks to a stack; one per stack, written by its adapter. */
export interface Client {
  /** Carries out one operation; never throws for what the stack does, only for our own errors. */
  send(operation: Operation, signal: AbortSignal): Promise<Outcome>;
  /** What still waits and what was given up; rejects when the stack does not answer. */
  drain(signal: AbortSignal): Promise<QueueState>;
}
