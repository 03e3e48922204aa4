import { test } from 'vitest';
import type { History } from '../core/history.ts';
import { noDuplicateEffects } from './no-duplicate-effects.ts';
import { expectAgreement } from './testing/agrees.ts';
import type { Naive } from './testing/random-history.ts';

// The links of one route: sending to the standby what was sent to live is sending it again.
const routes = [['web>core', 'web>core-candidate'], ['core>prime', 'core>groq'], ['core>mcp']];

const naive = ({ events }: History): Naive => {
  let [checked, broken] = [0, 0];
  for (const key of ['m1', 'm2', 'm3', 'm9']) {
    const effects = events.filter((event) => event.type === 'effect' && event.key === key);
    const isAgain = routes.some(
      (links) =>
        events.filter(
          (event) => event.type === 'exchange' && event.key === key && links.includes(event.link),
        ).length >= 2,
    );
    if (effects.length >= 2) broken += 1;
    if (effects.length >= 2 || isAgain) checked += 1;
  }
  return { checked, broken, doubts: 0 };
};

test('agrees with a naive reading of its rule', () => expectAgreement(noDuplicateEffects, naive));
