import { z } from 'zod';
import { diskWhere, whereOf } from '../core/disk-where.ts';
import type { Fault } from '../core/fault.ts';
import type { FileOperation } from '../core/machine-ports.ts';
import { shorter } from '../core/weaken.ts';

const needRoom: Readonly<Record<'write' | 'fsync' | 'close', readonly FileOperation[]>> = {
  write: ['write', 'copy', 'mkdir', 'truncate'],
  fsync: ['fsync'],
  close: ['close'],
};

const params = z.strictObject({
  ...diskWhere,
  /** Where a program gets to know: file systems that allocate late tell it at the sync or close. */
  at: z.enum(['write', 'fsync', 'close']).default('write'),
});

/** The disk is full: writes fail, or only the sync or the close that finds it out. */
export const diskFull: Fault<z.output<typeof params>> = {
  kind: 'diskFull',
  family: 'disk',
  about: 'Calls that need room on the volume fail with ENOSPC.',
  on: 'volume',
  needs: 'disk',
  params,
  sample: { at: 'write' },
  inject: (ports, { target, id, params }) =>
    ports.disk.rule(target, id, {
      ...whereOf(params),
      operations: needRoom[params.at],
      trouble: { kind: 'fail', code: 'ENOSPC' },
    }),
  effects: ['callsFailed'],
  weaker: shorter,
};
