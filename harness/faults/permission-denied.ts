import { z } from 'zod';
import { diskWhere, whereOf } from '../core/disk-where.ts';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject(diskWhere);

/** Somebody has changed the owner or the mode of the files. */
export const permissionDenied: Fault<z.output<typeof params>> = {
  kind: 'permissionDenied',
  family: 'disk',
  about: 'Files and folders of the volume may not be opened or changed: EACCES.',
  on: 'volume',
  needs: 'disk',
  params,
  sample: {},
  inject: (ports, { target, id, params }) =>
    ports.disk.rule(target, id, {
      ...whereOf(params),
      operations: ['access', 'open', 'mkdir', 'readdir', 'rename', 'unlink', 'link'],
      trouble: { kind: 'fail', code: 'EACCES' },
    }),
  effects: ['callsFailed'],
  weaker: shorter,
};
