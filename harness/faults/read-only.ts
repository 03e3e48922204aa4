import { z } from 'zod';
import { diskWhere, whereOf } from '../core/disk-where.ts';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject(diskWhere);

/** A file system that has met an error, and is mounted read-only from then on. */
export const readOnly: Fault<z.output<typeof params>> = {
  kind: 'readOnly',
  family: 'disk',
  about: 'Calls that would change the volume fail with EROFS; reading goes on.',
  on: 'volume',
  needs: 'disk',
  params,
  sample: {},
  inject: (ports, { target, id, params }) =>
    ports.disk.rule(target, id, {
      ...whereOf(params),
      writing: true,
      trouble: { kind: 'fail', code: 'EROFS' },
    }),
  effects: ['callsFailed'],
  weaker: shorter,
};
