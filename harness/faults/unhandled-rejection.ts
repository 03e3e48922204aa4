import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { endedEffects, endedEvidence } from '../core/process-evidence.ts';

/** A rejected promise that nobody awaits. */
export const unhandledRejection: Fault = {
  kind: 'unhandledRejection',
  family: 'process',
  about: 'rejects a promise that nobody awaits inside of the process; the heal starts it again',
  on: 'role',
  needs: 'inside',
  params: z.strictObject({}),
  sample: {},
  inject: (ports, step) => ports.inside.raise(step.target, step.id, { as: 'unhandledRejection' }),
  evidence: endedEvidence,
  effects: endedEffects,
  weaker: () => [],
};
