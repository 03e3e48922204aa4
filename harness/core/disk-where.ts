import { z } from 'zod';
import type { VolumeRule } from './machine-ports.ts';
import { volumePath } from './volume-path.ts';

const COUNT_MAX = 1_000_000;

/** Parameters of every disk fault: which of the calls on a volume it touches; left out, all. */
export const diskWhere = {
  path: z.exactOptional(volumePath),
  role: z.exactOptional(z.string().min(1)),
  nth: z.exactOptional(z.int().min(1).max(COUNT_MAX)),
  from: z.exactOptional(z.int().min(1).max(COUNT_MAX)),
};

type Where = Pick<VolumeRule, 'path' | 'role' | 'nth' | 'from'>;

/** The part of a rule that {@link diskWhere} gives. */
export const whereOf = ({ path, role, nth, from }: Where): Where => ({
  ...(path === undefined ? {} : { path }),
  ...(role === undefined ? {} : { role }),
  ...(nth === undefined ? {} : { nth }),
  ...(from === undefined ? {} : { from }),
});
