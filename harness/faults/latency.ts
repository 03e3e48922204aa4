import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { injectToxics, wholeMs } from '../core/inject-toxics.ts';
import { halved, oneWay, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  latencyMs: z.int().min(1).max(600_000),
  stream: z.enum(['upstream', 'downstream', 'both']).default('downstream'),
});

/** Everything on the link arrives later; order and bandwidth are kept. */
export const latency: Fault<z.output<typeof params>> = {
  kind: 'latency',
  family: 'network',
  about: 'What is sent on the link arrives later, in order.',
  on: 'link',
  needs: 'tcp',
  params,
  sample: { latencyMs: 60, stream: 'downstream' },
  inject: (ports, step) =>
    injectToxics(ports, step, (stream) => ({
      type: 'latency',
      stream,
      attributes: { latency: wholeMs(step.params.latencyMs), jitter: 0 },
    })),
  effects: ['chunksDelayed'],
  weaker: (step) => [...shorter(step), ...oneWay(step), ...halved(step, 'latencyMs', 2)],
};
