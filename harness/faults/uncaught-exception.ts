import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { endedEffects, endedEvidence } from '../core/process-evidence.ts';

/** An error that nobody catches, thrown out of an event of the program. */
export const uncaughtException: Fault = {
  kind: 'uncaughtException',
  family: 'process',
  about: 'throws an error in an event of its own inside of the process; the heal starts it again',
  on: 'role',
  needs: 'inside',
  params: z.strictObject({}),
  sample: {},
  inject: (ports, step) => ports.inside.raise(step.target, step.id, { as: 'uncaughtException' }),
  evidence: endedEvidence,
  effects: endedEffects,
  weaker: () => [],
};
