// The 97.5 % point of the normal distribution, for an interval that leaves out 5 %.
const z = 1.959963984540054;

/** A share of successes with the ends of its 95 % interval. */
export interface Rate {
  readonly successes: number;
  readonly total: number;
  readonly lower: number;
  readonly upper: number;
}

/** The 95 % score interval of a share (E. B. Wilson, 1927); it stays honest for few trials. */
export const wilson = (successes: number, total: number): Rate => {
  if (total === 0) return { successes, total, lower: 0, upper: 1 };
  const share = successes / total;
  const width = z * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  const middle = share + z ** 2 / (2 * total);
  const scale = 1 + z ** 2 / total;
  return {
    successes,
    total,
    // Exact at the ends, where rounding would leave a trace.
    lower: successes === 0 ? 0 : (middle - width) / scale,
    upper: successes === total ? 1 : (middle + width) / scale,
  };
};
