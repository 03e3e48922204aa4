import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { volumePath } from '../core/volume-path.ts';
import { doubled } from '../core/weaken.ts';

const params = z.strictObject({
  path: volumePath,
  bytesLeft: z.int().min(0).max(1_000_000_000).default(0),
});

/** A file ends early, as after a crash of whoever wrote it last. */
export const truncateFile: Fault<z.output<typeof params>> = {
  kind: 'truncateFile',
  family: 'disk',
  about: 'cuts a file short; the heal restores it if nobody has written to it',
  on: 'volume',
  needs: 'disk',
  params,
  sample: { path: 'model.txt', bytesLeft: 3 },
  inject: (ports, { target, id, params }) =>
    ports.disk.damage(target, id, {
      path: params.path,
      how: { kind: 'truncate', bytesLeft: params.bytesLeft },
    }),
  effects: ['readsDamaged'],
  weaker: (step) => doubled(step, 'bytesLeft', 1_000_000),
};
