import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  select: exchangeSelector,
});

/** A proxy in between shows a page of its own, with status 200. */
export const htmlErrorPage: Fault<z.output<typeof params>> = {
  kind: 'htmlErrorPage',
  family: 'http',
  about: 'The service executes, and its answer is replaced by a page of HTML with status 200.',
  on: 'link',
  needs: 'http',
  params,
  sample: { select: {} },
  inject: injectRule,
  effects: ['responsesReplaced'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step)],
};
