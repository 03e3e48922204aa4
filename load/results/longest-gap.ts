/** A stretch in which nothing was done. */
export interface Gap {
  readonly fromMs: number;
  readonly lengthMs: number;
}

/** The longest stretch between `fromMs` and `toMs` without one of the moments, ends included. */
export const longestGap = (
  moments: readonly number[],
  span: { readonly fromMs: number; readonly toMs: number },
): Gap => {
  const inside = moments
    .filter((ms) => ms > span.fromMs && ms < span.toMs)
    .toSorted((one, other) => one - other);
  let longest: Gap = { fromMs: span.fromMs, lengthMs: 0 };
  let beforeMs = span.fromMs;
  for (const ms of [...inside, span.toMs]) {
    if (ms - beforeMs > longest.lengthMs) longest = { fromMs: beforeMs, lengthMs: ms - beforeMs };
    beforeMs = ms;
  }
  return longest;
};
