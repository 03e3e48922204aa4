import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  status: z.int().min(400).max(599),
  when: z.enum(['instead', 'afterExecution']),
  body: z.exactOptional(z.string().max(64 * 1024)),
  select: exchangeSelector,
});

/** An error status: made by the gateway at once, or in place of the answer of what was executed. */
export const status: Fault<z.output<typeof params>> = {
  kind: 'status',
  family: 'http',
  about: 'Calls are answered by an error status, with or without being executed.',
  on: 'link',
  needs: 'http',
  params,
  sample: { status: 503, when: 'instead', select: {} },
  inject: injectRule,
  effects: ['responsesReplaced'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step)],
};
