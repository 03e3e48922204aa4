import { z } from 'zod';
import { diskWhere, whereOf } from '../core/disk-where.ts';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject(diskWhere);

/** A shared folder whose client keeps old content, as NFS may. */
export const staleSharedRead: Fault<z.output<typeof params>> = {
  kind: 'staleSharedRead',
  family: 'disk',
  about: 'Files of the volume are read as they were when the step fired.',
  on: 'volume',
  needs: 'disk',
  params,
  sample: {},
  inject: (ports, { target, id, params }) =>
    ports.disk.rule(target, id, {
      ...whereOf(params),
      trouble: { kind: 'staleRead' },
    }),
  effects: ['readsStale'],
  weaker: shorter,
};
