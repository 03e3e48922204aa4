/** A difference between a simulated and a real process that is known, with its reason. */
export interface AllowedProcessDifference {
  readonly probe: string;
  readonly reason: string;
  /** What each side observes: a change of either must be looked at again. */
  readonly real: readonly string[];
  readonly simulated: readonly string[];
}

/** Every difference of processes that the fidelity suite accepts; any other fails it. */
export const allowedProcessDifferences: readonly AllowedProcessDifference[] = [];
