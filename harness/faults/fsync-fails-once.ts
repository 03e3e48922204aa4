import { z } from 'zod';
import { diskWhere, whereOf } from '../core/disk-where.ts';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject(diskWhere);

/** The pages are dropped with the error: to sync again says ok, and saves nothing. */
export const fsyncFailsOnce: Fault<z.output<typeof params>> = {
  kind: 'fsyncFailsOnce',
  family: 'disk',
  about: 'One fsync on the volume fails with EIO and drops what it was to save; the next says ok.',
  on: 'volume',
  needs: 'disk',
  params,
  sample: {},
  inject: (ports, { target, id, params }) =>
    ports.disk.rule(target, id, {
      ...whereOf(params),
      operations: ['fsync'],
      trouble: { kind: 'syncFailsOnce' },
    }),
  effects: ['callsFailed'],
  weaker: shorter,
};
