import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { endedEffects, endedEvidence } from '../core/process-evidence.ts';

/** SIGKILL: the process is gone at once, its port refuses, and the heal starts a new life. */
export const kill: Fault = {
  kind: 'kill',
  family: 'process',
  about: 'kills the process with SIGKILL; the heal starts it again',
  on: 'role',
  needs: 'process',
  params: z.strictObject({}),
  sample: {},
  inject: (ports, step) => ports.process.kill(step.target, step.id),
  evidence: endedEvidence,
  effects: endedEffects,
  weaker: () => [],
};
