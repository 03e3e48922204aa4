import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  select: exchangeSelector,
});

/** The status is right, and there is nothing behind it. */
export const emptyBody: Fault<z.output<typeof params>> = {
  kind: 'emptyBody',
  family: 'http',
  about: 'The service executes, and its answer arrives without its body.',
  on: 'link',
  needs: 'http',
  params,
  sample: { select: {} },
  inject: injectRule,
  effects: ['responsesReplaced'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step)],
};
