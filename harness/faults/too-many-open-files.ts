import { z } from 'zod';
import { diskWhere, whereOf } from '../core/disk-where.ts';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject(diskWhere);

/** No descriptor is left for one more file; those that are open go on. */
export const tooManyOpenFiles: Fault<z.output<typeof params>> = {
  kind: 'tooManyOpenFiles',
  family: 'disk',
  about: 'Files and folders of the volume cannot be opened: EMFILE.',
  on: 'volume',
  needs: 'disk',
  params,
  sample: {},
  inject: (ports, { target, id, params }) =>
    ports.disk.rule(target, id, {
      ...whereOf(params),
      operations: ['open', 'readdir'],
      trouble: { kind: 'fail', code: 'EMFILE' },
    }),
  effects: ['callsFailed'],
  weaker: shorter,
};
