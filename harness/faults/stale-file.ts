import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { volumePath } from '../core/volume-path.ts';
import { halved } from '../core/weaken.ts';

const params = z.strictObject({
  path: volumePath,
  afterMs: z.number().min(1).max(600_000),
});

/** A backup is put back over a file: all that was written since is gone. */
export const staleFile: Fault<z.output<typeof params>> = {
  kind: 'staleFile',
  family: 'disk',
  about:
    'a file becomes what it was when the step fired, after afterMs; the heal takes that back if nobody has written to it',
  on: 'volume',
  needs: 'disk',
  params,
  sample: { path: 'notes/count.txt', afterMs: 500 },
  inject: (ports, { target, id, params }) =>
    ports.disk.damage(target, id, {
      path: params.path,
      how: { kind: 'stale', afterMs: params.afterMs },
    }),
  effects: ['filesChanged'],
  weaker: (step) => halved(step, 'afterMs', 1),
};
