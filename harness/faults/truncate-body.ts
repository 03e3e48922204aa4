import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  /** Of the body as it is on the wire: marks between chunks count. */
  afterBytes: z.int().min(0).max(1_000_000_000),
  by: z.enum(['fin', 'rst']).default('fin'),
  select: exchangeSelector,
});

/** The answer is cut by FIN or RST; the real Toxiproxy makes the RST a FIN. */
export const truncateBody: Fault<z.output<typeof params>> = {
  kind: 'truncateBody',
  family: 'http',
  about: "The connection closes in the middle of the answer's body.",
  on: 'link',
  needs: 'http',
  params,
  sample: { afterBytes: 20, by: 'fin', select: {} },
  inject: injectRule,
  effects: ['responsesCut'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step)],
};
