import { test } from 'vitest';
import type { Exchange, History } from '../core/history.ts';
import { retryBounded } from './retry-bounded.ts';
import { expectAgreement } from './testing/agrees.ts';
import type { Naive } from './testing/random-history.ts';

const began = (it: Exchange) => it.atMs;
const ended = (it: Exchange) => it.endedAtMs ?? it.atMs;
const byTime = (one: Exchange, two: Exchange) =>
  began(one) - began(two) || ended(one) - ended(two) || (one.link < two.link ? -1 : 1);

/** The waits that the example stack promises at least, less the error of the clock. */
const leastMs = [65, 140, 290];

const naive = ({ events }: History): Naive => {
  let [checked, broken, doubts] = [0, 0, 0];
  const all = events.filter((it): it is Exchange => it.type === 'exchange' && it.from === 'web');
  for (const callId of ['c1', 'c2']) {
    const attempts = all.filter((it) => it.callId === callId).toSorted(byTime);
    if (attempts.length < 2) continue;
    checked += 1;
    const first = attempts.filter((it) => it.link === attempts[0]?.link);
    if (first.length > 4 || attempts.length > 5) broken += 1;
    for (let n = 1; n < first.length; n++) {
      const [before, next] = [first[n - 1], first[n]];
      const least = leastMs[n - 1] ?? 100 * 2 ** (n - 1) * 0.75 - 10;
      if (before && next && began(next) - ended(before) < least) broken += 1;
    }
  }
  doubts = all.filter((it) => it.callId === undefined).length;
  return { checked: Math.max(checked, broken), broken, doubts };
};

test('agrees with a naive reading of its rule', () => expectAgreement(retryBounded, naive));
