import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { heldEvidence } from '../core/process-evidence.ts';

/** SIGSTOP until the heal's SIGCONT: connections are accepted by the kernel and nothing is read. */
export const pause: Fault = {
  kind: 'pause',
  family: 'process',
  about: 'stops the process with SIGSTOP, so that it hangs; the heal lets it go on',
  on: 'role',
  needs: 'process',
  params: z.strictObject({}),
  sample: {},
  inject: (ports, step) => ports.process.pause(step.target, step.id),
  evidence: heldEvidence,
  effects: ['held'],
  weaker: () => [],
};
