import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  status: z.union([z.literal(429), z.literal(503)]).default(429),
  /** Seconds, a date, or whatever a server may write there. */
  value: z
    .string()
    .regex(/^[\x20-\x7e]{1,100}$/)
    .default('1'),
  select: exchangeSelector,
});

/** Too many requests, or not now: with a word on when to come again, which may be nonsense. */
export const retryAfter: Fault<z.output<typeof params>> = {
  kind: 'retryAfter',
  family: 'http',
  about: 'Calls are answered by 429 or 503 with a Retry-After header, and not executed.',
  on: 'link',
  needs: 'http',
  params,
  sample: { status: 429, value: '1', select: {} },
  inject: injectRule,
  effects: ['responsesReplaced'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step)],
};
