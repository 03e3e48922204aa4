import { z } from 'zod';
import { diskWhere, whereOf } from '../core/disk-where.ts';
import type { Fault } from '../core/fault.ts';
import { doubled, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  ...diskWhere,
  bytes: z.int().min(1).max(1_000_000_000),
});

/** A write takes less than it was given, which a program must look at. */
export const shortWrite: Fault<z.output<typeof params>> = {
  kind: 'shortWrite',
  family: 'disk',
  about: 'A write on the volume takes only its first bytes, and says so.',
  on: 'volume',
  needs: 'disk',
  params,
  sample: { bytes: 4 },
  inject: (ports, { target, id, params }) =>
    ports.disk.rule(target, id, {
      ...whereOf(params),
      operations: ['write'],
      trouble: { kind: 'shortWrite', bytes: params.bytes },
    }),
  effects: ['writesCut'],
  weaker: (step) => [...shorter(step), ...doubled(step, 'bytes', 1_000_000_000)],
};
