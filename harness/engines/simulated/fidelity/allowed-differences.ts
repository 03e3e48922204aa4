/** A difference between the simulated and the real machine that is known, with its reason. */
export interface AllowedDifference {
  readonly probe: string;
  readonly reason: string;
  /** What each side observes, by party: a change of either must be looked at again. */
  readonly real: Readonly<Record<string, readonly string[]>>;
  readonly simulated: Readonly<Record<string, readonly string[]>>;
}

/** Every difference that the fidelity suite accepts; any other fails it. */
export const allowedDifferences: readonly AllowedDifference[] = [];
