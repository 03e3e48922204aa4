import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { injectToxics, wholeMs } from '../core/inject-toxics.ts';
import { halved, oneWay, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  latencyMs: z.int().min(1).max(600_000),
  /** At most the latency is useful: nothing arrives before it was sent. */
  jitterMs: z.int().min(1).max(600_000),
  stream: z.enum(['upstream', 'downstream', 'both']).default('downstream'),
});

/** Latency that varies. The proxy draws each delay itself: the seed does not decide it. */
export const jitter: Fault<z.output<typeof params>> = {
  kind: 'jitter',
  family: 'network',
  about: 'What is sent on the link arrives later by a varying time, in order.',
  on: 'link',
  needs: 'tcp',
  params: params.refine((it) => it.jitterMs <= it.latencyMs, {
    path: ['jitterMs'],
    message: 'must not be above latencyMs',
  }),
  sample: { latencyMs: 60, jitterMs: 20, stream: 'downstream' },
  inject: (ports, step) =>
    injectToxics(ports, step, (stream) => ({
      type: 'latency',
      stream,
      attributes: {
        latency: wholeMs(step.params.latencyMs),
        jitter: wholeMs(step.params.jitterMs),
      },
    })),
  effects: ['chunksDelayed'],
  weaker: (step) => [...shorter(step), ...oneWay(step), ...halved(step, 'jitterMs', 1)],
};
