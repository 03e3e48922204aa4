import type { LoadCall } from '../../results/load-calls.ts';
import { pathGaps } from '../../results/path-gaps.ts';

/** What one contender came to under one fault. */
export interface Figures {
  readonly requests: number;
  readonly failed: number;
  readonly dropped: number;
  readonly twice: number;
  readonly longestGapMs: number;
}

/** The figures of arrivals, the same for everybody. */
export const figuresOf = (
  calls: readonly LoadCall[],
  counted: { readonly twice: number; readonly dropped: number },
): Figures => ({
  ...counted,
  requests: calls.length,
  failed: calls.filter(({ outcome }) => outcome !== 'ok').length,
  longestGapMs: Math.max(0, ...[...pathGaps(calls).values()].map(({ lengthMs }) => lengthMs)),
});
