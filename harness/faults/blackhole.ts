import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { injectToxics } from '../core/inject-toxics.ts';
import { oneWay, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  onHeal: z.enum(['deliver', 'reset']).default('deliver'),
  stream: z.enum(['upstream', 'downstream', 'both']).default('both'),
});

/** Nothing arrives, and the connection stays. TCP has no holes: the heal delivers late, or closes. */
export const blackhole: Fault<z.output<typeof params>> = {
  kind: 'blackhole',
  family: 'network',
  about: 'Nothing arrives while connections stay open; healing delivers it late or closes them.',
  on: 'link',
  needs: 'tcp',
  params,
  sample: { onHeal: 'deliver', stream: 'both' },
  inject: (ports, step) =>
    injectToxics(ports, step, (stream) =>
      step.params.onHeal === 'deliver'
        ? { type: 'bandwidth', stream, attributes: { rate: 0 } }
        : { type: 'timeout', stream, attributes: { timeout: 0 } },
    ),
  effects: ['bytesHeld'],
  weaker: (step) => [...shorter(step), ...oneWay(step)],
};
