import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, halved, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  delayMs: z.number().positive().max(600_000),
  select: exchangeSelector,
});

/** The head of the answer comes piece by piece, its last one after the delay. */
export const slowHeaders: Fault<z.output<typeof params>> = {
  kind: 'slowHeaders',
  family: 'http',
  about: 'The head of the answer dribbles and is whole only after a delay.',
  on: 'link',
  needs: 'http',
  params,
  sample: { delayMs: 80, select: {} },
  inject: injectRule,
  effects: ['responsesDelayed'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step), ...halved(step, 'delayMs', 2)],
};
