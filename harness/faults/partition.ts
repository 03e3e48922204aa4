import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { partitionSides } from '../core/partition-sides.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject(partitionSides);

/** Two groups of machines cannot reach each other, or not one way: packets vanish. */
export const partition: Fault<z.output<typeof params>> = {
  kind: 'partition',
  family: 'network',
  about: 'Packets between the role (and `with`) and the roles of `from` (or all others) are lost.',
  on: 'role',
  needs: 'network',
  params,
  sample: { with: [], from: [], direction: 'both' },
  inject: (ports, { target, id, params }) => ports.network.partition(target, id, params),
  effects: ['attemptsLost', 'packetsLost'],
  weaker: (step) => [
    ...shorter(step),
    ...(step.params.direction === 'both'
      ? (['outgoing', 'incoming'] as const).map((direction) => ({
          ...step,
          params: { ...step.params, direction },
        }))
      : []),
  ],
};
