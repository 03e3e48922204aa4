import type { Rng } from '../../../core/rng.ts';
import type { DiskOperation } from './disk-operation.ts';

/** One system call on a disk, for the trace: as it begins and as it returns. */
export interface DiskEvent {
  readonly phase: 'begin' | 'end';
  readonly operation: DiskOperation;
  /** As the program gave it; for calls on a descriptor, the path it was opened by. */
  readonly path: string;
  readonly dest?: string | undefined;
  /** Only at the end: the error code, or undefined when it went well. */
  readonly error?: string | undefined;
}

/** All that a disk needs of the machine it is in. */
export interface DiskHost {
  /** Runs a function in the life that called, after a virtual delay; never, if that life has ended. */
  later(delayMs: number, run: () => void): void;
  /** Keeps the process's event loop from being empty until the returned function is called. */
  hold?(): () => void;
  /** A synchronous call holds up the event loop for so long. */
  holdUp(delayMs: number): void;
  /** How long an operation takes without any fault. */
  costMs(operation: DiskOperation): number;
  /** Is told of every call before it has an effect; what it throws ends the call there. */
  record(event: DiskEvent): void;
  /** The host's wall clock, for the times of files. */
  nowMs(): number;
  readonly random: Rng;
}
