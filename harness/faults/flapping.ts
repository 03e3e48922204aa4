import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { partitionSides } from '../core/partition-sides.ts';
import { halved, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  ...partitionSides,
  cutMs: z.number().min(1).max(600_000),
  wholeMs: z.number().min(1).max(600_000),
});

/** A partition that comes and goes. */
export const flapping: Fault<z.output<typeof params>> = {
  kind: 'flapping',
  family: 'network',
  about: 'A partition for cutMs, none for wholeMs, and so on until the heal.',
  on: 'role',
  needs: 'network',
  params,
  sample: { with: [], from: [], direction: 'both', cutMs: 300, wholeMs: 200 },
  inject: (ports, { target, id, params: { cutMs, wholeMs, ...sides } }) =>
    ports.network.partition(target, id, { ...sides, flapping: { cutMs, wholeMs } }),
  effects: ['attemptsLost', 'packetsLost'],
  weaker: (step) => [...shorter(step), ...halved(step, 'cutMs', 1)],
};
