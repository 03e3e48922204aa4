import { test } from 'vitest';
import type { Effect, History } from '../core/history.ts';
import { noUnexpectedMessages } from './no-unexpected-messages.ts';
import { expectAgreement } from './testing/agrees.ts';
import type { Naive } from './testing/random-history.ts';

const naive = ({ events }: History): Naive => {
  const isSent = (effect: Effect) =>
    events.some((event) => event.type === 'invoke' && event.key === effect.key);
  const isWhole = (effect: Effect) => effect.textSha === `sha-${effect.key}`;
  const effects = events.filter((event): event is Effect => event.type === 'effect');
  const late = effects.filter((effect) => effect.atMs >= 0);
  const wrong = new Set(
    effects
      .filter((it) => (isSent(it) ? it.textSha !== '' && !isWhole(it) : it.atMs >= 0))
      .map((it) => it.key),
  );
  return {
    checked: Math.max(late.length, wrong.size),
    broken: wrong.size,
    doubts: late.filter((it) => it.textSha === '' && isSent(it)).length,
  };
};

test('agrees with a naive reading of its rule', () => expectAgreement(noUnexpectedMessages, naive));
