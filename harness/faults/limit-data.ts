import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { injectToxics } from '../core/inject-toxics.ts';
import { doubled, oneWay, shorter } from '../core/weaken.ts';

const BYTES_MAX = 2 ** 40;

const params = z.strictObject({
  /** Passed on each connection before it is closed. */
  bytes: z.int().min(0).max(BYTES_MAX),
  stream: z.enum(['upstream', 'downstream', 'both']).default('downstream'),
});

/** Each connection carries exactly so many bytes and is then closed. */
export const limitData: Fault<z.output<typeof params>> = {
  kind: 'limitData',
  family: 'network',
  about: 'A connection carries exactly so many bytes and is then closed.',
  on: 'link',
  needs: 'tcp',
  params,
  sample: { bytes: 40, stream: 'downstream' },
  inject: (ports, step) =>
    injectToxics(ports, step, (stream) => ({
      type: 'limit_data',
      stream,
      attributes: { bytes: step.params.bytes },
    })),
  effects: ['bytesCut'],
  weaker: (step) => [...shorter(step), ...oneWay(step), ...doubled(step, 'bytes', BYTES_MAX)],
};
