import type { DiskOperation } from '../disk-operation.ts';

/** What rules have decided for one call, as far as the call itself must know. */
export interface Decision {
  /** fsync says ok and does nothing. */
  readonly lies: boolean;
  /** fsync fails and drops the pages. */
  readonly losesPages: boolean;
  /** A write takes no more than this. */
  readonly bytesMost: number;
  /** What a reading open shall see. */
  readonly stale: Buffer | undefined;
  /** To be called when a write was really cut. */
  readonly whenCut?: () => void;
}

/** One system call to be made, with what its error message says. */
export interface Step {
  readonly operation: DiskOperation;
  /** The name in the error, where it differs from the operation. */
  readonly syscall: string;
  readonly path?: string;
  readonly dest?: string;
  /** Selects by the path that the descriptor was opened by; not said in errors. */
  readonly fd?: number;
  /** A path that rules select by but errors do not name. */
  readonly hiddenPath?: string;
  /** The call changes the disk, though its operation alone does not say so (an open that creates). */
  readonly writes?: boolean;
  readonly run: (decision: Decision) => unknown;
}

/** A call of `fs` as the system calls that it makes: driven at once, or each as an event of its own. */
export type Steps<Result> = Generator<Step, Result, unknown>;

/** Makes one system call from within a call of `fs`. */
export function* take<Result>(
  step: Omit<Step, 'run'> & { readonly run: (decision: Decision) => Result },
): Steps<Result> {
  // The drivers send back what `run` has returned.
  return (yield step) as Result;
}
