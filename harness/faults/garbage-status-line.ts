import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  select: exchangeSelector,
});

/** What comes back is not HTTP at all. */
export const garbageStatusLine: Fault<z.output<typeof params>> = {
  kind: 'garbageStatusLine',
  family: 'http',
  about: 'The service executes, and its answer begins with a line that is no HTTP.',
  on: 'link',
  needs: 'http',
  params,
  sample: { select: {} },
  inject: injectRule,
  effects: ['responsesBroken'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step)],
};
