import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  select: exchangeSelector,
});

/** The service executes, and its answer is replaced by JSON that cannot be parsed. */
export const malformedJson: Fault<z.output<typeof params>> = {
  kind: 'malformedJson',
  family: 'http',
  about: 'The answer is well-formed HTTP, but its JSON ends in the middle.',
  on: 'link',
  needs: 'http',
  params,
  sample: { select: {} },
  inject: injectRule,
  effects: ['responsesReplaced'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step)],
};
