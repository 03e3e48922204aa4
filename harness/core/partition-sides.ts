import { z } from 'zod';

const roles = z.array(z.string().min(1)).default([]);

/** Parameters that say between whom packets are lost, seen from the step's target. */
export const partitionSides = {
  /** Roles on the target's side. */
  with: roles,
  /** Roles on the other side; none stands for all that are left, clients included. */
  from: roles,
  direction: z.enum(['both', 'outgoing', 'incoming']).default('both'),
};
