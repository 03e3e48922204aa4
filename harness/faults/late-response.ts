import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, halved, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  delayMs: z.number().positive().max(600_000),
  select: exchangeSelector,
});

/** The answer is whole and right, and comes when nobody may wait for it any more. */
export const lateResponse: Fault<z.output<typeof params>> = {
  kind: 'lateResponse',
  family: 'http',
  about: 'The answer comes late and in one piece; the heal lets it go at once.',
  on: 'link',
  needs: 'http',
  params,
  sample: { delayMs: 80, select: {} },
  inject: injectRule,
  effects: ['responsesDelayed'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step), ...halved(step, 'delayMs', 1)],
};
