import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { injectToxics, wholeMs } from '../core/inject-toxics.ts';
import { halved, oneWay, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  delayMs: z.int().min(1).max(600_000),
  stream: z.enum(['upstream', 'downstream', 'both']).default('downstream'),
});

/** The end of a connection arrives later than what was sent before it. */
export const slowClose: Fault<z.output<typeof params>> = {
  kind: 'slowClose',
  family: 'network',
  about: 'A connection that one side has closed stays open for the other a while longer.',
  on: 'link',
  needs: 'tcp',
  params,
  sample: { delayMs: 80, stream: 'downstream' },
  inject: (ports, step) =>
    injectToxics(ports, step, (stream) => ({
      type: 'slow_close',
      stream,
      attributes: { delay: wholeMs(step.params.delayMs) },
    })),
  effects: ['closesDelayed'],
  weaker: (step) => [...shorter(step), ...oneWay(step), ...halved(step, 'delayMs', 2)],
};
