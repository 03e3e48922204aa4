import { z } from 'zod';
import { exchangeSelector, injectRule } from '../core/exchange-selector.ts';
import type { Fault } from '../core/fault.ts';
import { doubled, fewerExchanges, shorter } from '../core/weaken.ts';

const CHUNKS_MAX = 1_000_000;

const params = z.strictObject({
  /** Chunks of HTTP that still arrive; answers with a known length are left alone. */
  afterChunks: z.int().min(0).max(CHUNKS_MAX),
  select: exchangeSelector,
});

/** A stream stops between two of its pieces, by the rules of HTTP: only what is missing tells it. */
export const streamEndsEarly: Fault<z.output<typeof params>> = {
  kind: 'streamEndsEarly',
  family: 'http',
  about: 'A chunked answer (a stream of events) ends properly after its first chunks.',
  on: 'link',
  needs: 'http',
  params,
  sample: { afterChunks: 1, select: {} },
  inject: injectRule,
  effects: ['responsesCut'],
  weaker: (step) => [
    ...shorter(step),
    ...fewerExchanges(step),
    ...doubled(step, 'afterChunks', CHUNKS_MAX),
  ],
};
