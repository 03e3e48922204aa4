import { test } from 'vitest';
import type { History } from '../core/history.ts';
import { failMeansFail } from './fail-means-fail.ts';
import { expectAgreement } from './testing/agrees.ts';
import type { Naive } from './testing/random-history.ts';

const naive = ({ events }: History): Naive => {
  let [checked, broken] = [0, 0];
  for (const one of events) {
    if (one.type !== 'complete' || one.outcome.kind !== 'fail') continue;
    checked += 1;
    if (events.some((two) => two.type === 'effect' && two.key === one.operation)) broken += 1;
  }
  return { checked, broken, doubts: 0 };
};

test('agrees with a naive reading of its rule', () => expectAgreement(failMeansFail, naive));
