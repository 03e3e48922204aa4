import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { volumePath } from '../core/volume-path.ts';

const params = z.strictObject({
  path: volumePath,
  suffix: z
    .string()
    .regex(/^[^/]+$/)
    .max(100)
    .default('.tmp'),
  bytes: z.int().min(0).max(1_000_000_000).default(1),
});

/** A writer has died between its first bytes and its rename. */
export const leftoverTemp: Fault<z.output<typeof params>> = {
  kind: 'leftoverTemp',
  family: 'disk',
  about:
    'leaves the first bytes of a file beside it under a temporary name; the heal removes them if they are still there',
  on: 'volume',
  needs: 'disk',
  params,
  sample: { path: 'model.txt', suffix: '.tmp', bytes: 4 },
  inject: (ports, { target, id, params }) =>
    ports.disk.damage(target, id, {
      path: params.path,
      how: { kind: 'leftover', suffix: params.suffix, bytes: params.bytes },
    }),
  effects: ['filesChanged'],
  weaker: () => [],
};
