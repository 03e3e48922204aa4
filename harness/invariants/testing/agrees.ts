import fc from 'fast-check';
import { expect } from 'vitest';
import type { History } from '../../core/history.ts';
import type { Invariant, Verdict } from '../../core/verdict.ts';
import { type Naive, naiveStatus, randomHistory } from './random-history.ts';

/** What is held against each other, where it is not everything. */
export interface Comparison {
  /** Histories that speak of the rule; any small ones when left out. */
  readonly histories?: fc.Arbitrary<History>;
  /** The statuses that these must bring about; all four when left out. */
  readonly reached?: readonly Verdict['status'][];
}

const all: readonly Verdict['status'][] = ['held', 'violated', 'unknown', 'vacuous'];

/**
 * Holds an invariant against a naive reading of its rule on random histories; fails as well when
 * the histories did not bring about all of the statuses asked for.
 */
export const expectAgreement = (
  invariant: Invariant,
  naive: (history: History) => Naive,
  { histories = randomHistory, reached = all }: Comparison = {},
): void => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(histories, (history) => {
      const verdict = invariant.check(history);
      const checked = 'checked' in verdict ? verdict.checked : 0;
      const wanted = naiveStatus(history, naive(history));
      seen.add(verdict.status);
      expect({ status: verdict.status, checked }, verdict.because).toEqual(wanted);
    }),
    { numRuns: 2000 },
  );
  expect([...seen].toSorted()).toEqual([...reached].toSorted());
};
