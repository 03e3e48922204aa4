const KEPT = 64;

/** How long bytes take on a link that nothing disturbs. */
export interface IdleTransit {
  add(delayMs: number): void;
  /** The median of the last ones; 0 where none have passed yet. */
  medianMs(): number;
}

/** Nothing has passed yet. */
export const createIdleTransit = (): IdleTransit => {
  const delays: number[] = [];
  return {
    add: (delayMs) => {
      delays.push(delayMs);
      if (delays.length > KEPT) delays.shift();
    },
    medianMs: () => delays.toSorted((a, b) => a - b)[Math.floor(delays.length / 2)] ?? 0,
  };
};
