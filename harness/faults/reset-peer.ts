import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { injectToxics, wholeMs } from '../core/inject-toxics.ts';
import { oneWay, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  /** `upstream`: before the request is delivered. `downstream`: the service has executed it. */
  stream: z.enum(['upstream', 'downstream', 'both']).default('downstream'),
  /** Wait between the first data and the reset; removing it waits as long. */
  afterMs: z.int().min(0).max(10_000).default(0),
});

/** Connections are reset at their first data. */
export const resetPeer: Fault<z.output<typeof params>> = {
  kind: 'resetPeer',
  family: 'network',
  about: 'Connections are reset: before the request arrives (upstream) or instead of the answer.',
  on: 'link',
  needs: 'tcp',
  params,
  sample: { stream: 'downstream', afterMs: 0 },
  inject: (ports, step) =>
    injectToxics(ports, step, (stream) => ({
      type: 'reset_peer',
      stream,
      attributes: { timeout: wholeMs(step.params.afterMs) },
    })),
  effects: ['connectionsReset'],
  weaker: (step) => [...shorter(step), ...oneWay(step)],
};
