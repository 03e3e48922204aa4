import { test } from 'vitest';
import type { History } from '../core/history.ts';
import { singleFallbackAttempt } from './single-fallback-attempt.ts';
import { expectAgreement } from './testing/agrees.ts';
import type { Naive } from './testing/random-history.ts';

const naive = ({ events }: History): Naive => {
  const count = (link: string, callId: string | undefined) =>
    events.filter((it) => it.type === 'exchange' && it.link === link && it.callId === callId)
      .length;
  let [checked, broken] = [0, 0];
  for (const callId of ['c1', 'c2']) {
    const fallbacks = count('web>core-candidate', callId);
    if (fallbacks === 0 || count('web>core', callId) === 0) continue;
    checked += 1;
    if (fallbacks > 1) broken += 1;
  }
  return { checked, broken, doubts: count('web>core-candidate', undefined) };
};

test('agrees with a naive reading of its rule', () =>
  expectAgreement(singleFallbackAttempt, naive));
