import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { injectToxics } from '../core/inject-toxics.ts';
import { doubled, oneWay, shorter } from '../core/weaken.ts';

const RATE_MAX = 1_000_000;

const params = z.strictObject({
  /** 1 KB = 1000 bytes; a hole in the link is the fault `blackhole`. */
  kilobytesPerSecond: z.int().min(1).max(RATE_MAX),
  stream: z.enum(['upstream', 'downstream', 'both']).default('downstream'),
});

/** The link carries only so many bytes a second. The rate is not scaled with scenario time. */
export const bandwidth: Fault<z.output<typeof params>> = {
  kind: 'bandwidth',
  family: 'network',
  about: 'The link carries only so many kilobytes a second.',
  on: 'link',
  needs: 'tcp',
  params,
  sample: { kilobytesPerSecond: 4, stream: 'downstream' },
  inject: (ports, step) =>
    injectToxics(ports, step, (stream) => ({
      type: 'bandwidth',
      stream,
      attributes: { rate: step.params.kilobytesPerSecond },
    })),
  effects: ['bytesHeld'],
  weaker: (step) => [
    ...shorter(step),
    ...oneWay(step),
    ...doubled(step, 'kilobytesPerSecond', RATE_MAX),
  ],
};
