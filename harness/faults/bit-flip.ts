import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { volumePath } from '../core/volume-path.ts';
import { halved } from '../core/weaken.ts';

const params = z.strictObject({
  path: volumePath,
  bits: z.int().min(1).max(10_000).default(1),
});

/** Bits of a file change on the platter: nobody wrote, and nothing failed. */
export const bitFlip: Fault<z.output<typeof params>> = {
  kind: 'bitFlip',
  family: 'disk',
  about: 'flips single bits of a file; the heal flips back those that nobody has written over',
  on: 'volume',
  needs: 'disk',
  params,
  sample: { path: 'model.txt', bits: 1 },
  inject: (ports, { target, id, params }) =>
    ports.disk.damage(target, id, {
      path: params.path,
      how: { kind: 'flipBits', bits: params.bits },
    }),
  effects: ['readsDamaged'],
  weaker: (step) => halved(step, 'bits', 1),
};
