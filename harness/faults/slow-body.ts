import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, halved, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  pieceBytes: z.int().min(1).max(1_000_000),
  pauseMs: z.number().positive().max(600_000),
  select: exchangeSelector,
});

/** The body of the answer comes piece by piece, with a pause before each. */
export const slowBody: Fault<z.output<typeof params>> = {
  kind: 'slowBody',
  family: 'http',
  about: 'The body of the answer dribbles.',
  on: 'link',
  needs: 'http',
  params,
  sample: { pieceBytes: 16, pauseMs: 10, select: {} },
  inject: injectRule,
  effects: ['responsesDelayed'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step), ...halved(step, 'pauseMs', 1)],
};
