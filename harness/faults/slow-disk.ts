import { z } from 'zod';
import { diskWhere, whereOf } from '../core/disk-where.ts';
import type { Fault } from '../core/fault.ts';
import { fileOperation } from '../core/file-call.ts';
import { halved, shorter } from '../core/weaken.ts';

const params = z.strictObject({
  ...diskWhere,
  delayMs: z.number().min(1).max(600_000),
  operations: z.exactOptional(z.array(fileOperation).min(1)),
});

/** A disk that is busy with something else. */
export const slowDisk: Fault<z.output<typeof params>> = {
  kind: 'slowDisk',
  family: 'disk',
  about: 'Calls on the volume take longer.',
  on: 'volume',
  needs: 'disk',
  params,
  sample: { delayMs: 200 },
  inject: (ports, { target, id, params }) =>
    ports.disk.rule(target, id, {
      ...whereOf(params),
      ...(params.operations === undefined ? {} : { operations: params.operations }),
      trouble: { kind: 'slow', delayMs: params.delayMs },
    }),
  effects: ['callsSlowed'],
  weaker: (step) => [...shorter(step), ...halved(step, 'delayMs', 1)],
};
