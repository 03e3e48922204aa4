import type { ScheduledEvent } from './scheduled-event.ts';

/** What the kernel must know of a life in order to run its events. */
export interface Runner {
  readonly hostName: string;
  /** Nothing of a dead runner is ever run again. */
  readonly dead: boolean;
  /** Stopped by SIGSTOP: its events wait. */
  readonly suspended: boolean;
  /** Its event loop is busy until then; later events of the loop wait. */
  busyUntilMs: number;
  /** Events that are due and wait for the loop. */
  readonly backlog: ScheduledEvent[];
  /** The one event that goes on with the backlog, while it is scheduled. */
  wake: ScheduledEvent | undefined;
  /** One of its events is over, with everything that it left to do. */
  rested(): void;
  /** Takes what was thrown out of one of its events. */
  fail(error: unknown): void;
}

/**
 * To whom an event belongs. Events of one lane and one instant keep their order; between lanes the
 * seed decides.
 */
export interface Owner {
  readonly lane: number;
  /** Null: machinery (a kernel's network, a switch) that no process can hold up. */
  readonly runner: Runner | null;
}
