import fc from 'fast-check';
import { expect } from 'vitest';
import type { History } from '../../core/history.ts';
import type { Invariant, Verdict } from '../../core/verdict.ts';
import { type Naive, naiveStatus, randomHistory } from './random-history.ts';

/**
 * Holds an invariant against a naive reading of its rule on random histories; fails as well when
 * the histories did not bring about all of the statuses asked for.
 */
export const expectAgreement = (
  invariant: Invariant,
  naive: (history: History) => Naive,
  reached: readonly Verdict['status'][] = ['held', 'violated', 'unknown', 'vacuous'],
): void => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(randomHistory, (history) => {
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
