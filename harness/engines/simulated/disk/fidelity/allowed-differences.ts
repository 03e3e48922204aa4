/** A line of a probe that may differ, on the real and on the simulated disk, and why. */
export interface AllowedDifference {
  readonly probe: string;
  readonly real: string;
  readonly simulated: string;
  readonly reason: string;
}

/** Every difference that is known; an unlisted one fails the suite, and so does a stale entry. */
export const allowedDifferences: readonly AllowedDifference[] = [];
