import { z } from 'zod';
import { diskWhere, whereOf } from '../core/disk-where.ts';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject(diskWhere);

/** A drive with a volatile cache; only a power loss shows it. */
export const fsyncLies: Fault<z.output<typeof params>> = {
  kind: 'fsyncLies',
  family: 'disk',
  about: 'fsync on the volume says ok, and nothing is safe.',
  on: 'volume',
  needs: 'disk',
  params,
  sample: {},
  inject: (ports, { target, id, params }) =>
    ports.disk.rule(target, id, {
      ...whereOf(params),
      operations: ['fsync'],
      trouble: { kind: 'syncLies' },
    }),
  effects: ['syncsLied'],
  weaker: shorter,
};
