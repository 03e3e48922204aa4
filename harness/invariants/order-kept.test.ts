import { test } from 'vitest';
import type { History } from '../core/history.ts';
import { orderKept } from './order-kept.ts';
import { expectAgreement } from './testing/agrees.ts';
import type { Naive } from './testing/random-history.ts';

const naive = ({ events }: History): Naive => {
  const firstEffect = (key: string) =>
    Math.min(...events.filter((it) => it.type === 'effect' && it.key === key).map((it) => it.atMs));
  let [checked, broken, doubts] = [0, 0, 0];
  for (const known of events) {
    if (known.type !== 'complete' || known.outcome.kind !== 'ok') continue;
    for (const later of events) {
      if (later.type !== 'invoke' || later.atMs <= known.atMs) continue;
      const [one, two] = [firstEffect(known.operation), firstEffect(later.key)];
      if (two === Number.POSITIVE_INFINITY) continue;
      checked += 1;
      if (one === Number.POSITIVE_INFINITY) doubts += 1;
      else if (two < one - 10) broken += 1;
    }
  }
  return { checked, broken, doubts };
};

test('agrees with a naive reading of its rule', () => expectAgreement(orderKept, naive));
