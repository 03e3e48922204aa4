import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { injectToxics } from '../core/inject-toxics.ts';
import { doubled, halved, oneWay, shorter } from '../core/weaken.ts';

const BYTES_MAX = 1_000_000;

const params = z.strictObject({
  averageBytes: z.int().min(1).max(BYTES_MAX),
  /** Between one piece and the next. */
  delayMs: z.number().min(0).max(60_000).default(1),
  stream: z.enum(['upstream', 'downstream', 'both']).default('downstream'),
});

/** What is sent in one piece arrives in many small ones. */
export const slicer: Fault<z.output<typeof params>> = {
  kind: 'slicer',
  family: 'network',
  about: 'What is sent in one piece arrives in many small ones.',
  on: 'link',
  needs: 'tcp',
  params,
  sample: { averageBytes: 16, delayMs: 2, stream: 'downstream' },
  inject: (ports, step) =>
    injectToxics(ports, step, (stream) => ({
      type: 'slicer',
      stream,
      // No variation: the proxy would draw it itself. The toxic's delay is in microseconds.
      attributes: {
        average_size: step.params.averageBytes,
        size_variation: 0,
        delay: Math.round(step.params.delayMs * 1000),
      },
    })),
  effects: ['chunksSplit'],
  weaker: (step) => [
    ...shorter(step),
    ...oneWay(step),
    ...doubled(step, 'averageBytes', BYTES_MAX),
    ...halved(step, 'delayMs', 1),
  ],
};
