import { z } from 'zod';
import { diskWhere, whereOf } from '../core/disk-where.ts';
import type { Fault } from '../core/fault.ts';
import { fileOperation } from '../core/file-call.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject({
  ...diskWhere,
  operations: z.array(fileOperation).min(1).default(['read', 'write', 'fsync']),
});

/** The platter cannot be read or written. */
export const ioError: Fault<z.output<typeof params>> = {
  kind: 'ioError',
  family: 'disk',
  about: 'Reads, writes and syncs on the volume fail with EIO.',
  on: 'volume',
  needs: 'disk',
  params,
  sample: { operations: ['read', 'write', 'fsync'] },
  inject: (ports, { target, id, params }) =>
    ports.disk.rule(target, id, {
      ...whereOf(params),
      operations: params.operations,
      trouble: { kind: 'fail', code: 'EIO' },
    }),
  effects: ['callsFailed'],
  weaker: (step) => {
    const operations = step.params.operations;
    const fewer =
      Array.isArray(operations) && operations.length > 1
        ? [{ ...step, params: { ...step.params, operations: operations.slice(0, -1) } }]
        : [];
    return [...shorter(step), ...fewer];
  },
};
