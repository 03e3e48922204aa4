import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  /** Of the body as it is on the wire: marks between chunks count. */
  afterBytes: z.int().min(1).max(1_000_000_000),
  onHeal: z.enum(['deliver', 'reset']).default('deliver'),
  select: exchangeSelector,
});

/** The answer stops wherever the bytes fall; the heal delivers the rest, or resets. */
export const stallMidStream: Fault<z.output<typeof params>> = {
  kind: 'stallMidStream',
  family: 'http',
  about: 'The answer stops in the middle of its body, and the connection stays.',
  on: 'link',
  needs: 'http',
  params,
  sample: { afterBytes: 20, onHeal: 'deliver', select: {} },
  inject: injectRule,
  effects: ['responsesStalled'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step)],
};
