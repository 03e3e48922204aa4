import { z } from 'zod';
import { diskWhere, whereOf } from '../core/disk-where.ts';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject(diskWhere);

/** A disk that takes data, and never says that it is safe. */
export const stuckFsync: Fault<z.output<typeof params>> = {
  kind: 'stuckFsync',
  family: 'disk',
  about: 'fsync does not return until the heal.',
  on: 'volume',
  needs: 'disk',
  params,
  sample: {},
  inject: (ports, { target, id, params }) =>
    ports.disk.rule(target, id, {
      ...whereOf(params),
      operations: ['fsync'],
      trouble: { kind: 'stuck' },
    }),
  effects: ['callsStuck'],
  weaker: shorter,
};
