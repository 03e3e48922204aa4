import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { fewerExchanges, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  select: exchangeSelector,
});

/** A chunk whose size is no number, after a whole one. */
export const brokenChunk: Fault<z.output<typeof params>> = {
  kind: 'brokenChunk',
  family: 'http',
  about: 'The service executes, and its answer breaks off at a chunk whose size is no number.',
  on: 'link',
  needs: 'http',
  params,
  sample: { select: {} },
  inject: injectRule,
  effects: ['responsesBroken'],
  weaker: (step) => [...shorter(step), ...fewerExchanges(step)],
};
