import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  select: exchangeSelector,
});

/** An error as JSON-RPC and GraphQL tell it: inside of a successful answer. */
export const errorInside200: Fault<z.output<typeof params>> = {
  kind: 'errorInside200',
  family: 'http',
  about: 'The service executes, and its answer is replaced by status 200 with an error inside.',
  on: 'link',
  needs: 'http',
  params,
  sample: { select: {} },
  inject: injectRule,
  effects: ['responsesReplaced'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step)],
};
