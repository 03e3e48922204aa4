import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  onHeal: z.enum(['deliver', 'reset']).default('deliver'),
  select: exchangeSelector,
});

/** The answer stops after its head; the heal delivers the rest, or resets. */
export const stallAfterHeaders: Fault<z.output<typeof params>> = {
  kind: 'stallAfterHeaders',
  family: 'http',
  about: 'The head of the answer arrives, the body does not, and the connection stays.',
  on: 'link',
  needs: 'http',
  params,
  sample: { onHeal: 'deliver', select: {} },
  inject: injectRule,
  effects: ['responsesStalled'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step)],
};
