import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { heldEvidence } from '../core/process-evidence.ts';
import { shorter } from '../core/weaken.ts';

/** The machine is suspended: to itself no time has passed, to the others all of it. */
export const freeze: Fault = {
  kind: 'freeze',
  family: 'clock',
  about:
    'The machine sleeps until the heal: nothing runs or arrives, and its wall clock then leaps.',
  on: 'role',
  needs: 'clock',
  params: z.strictObject({}),
  sample: {},
  inject: (ports, step) => ports.clock.suspend(step.target, step.id),
  evidence: heldEvidence,
  effects: ['held', 'attemptsLost', 'packetsLost'],
  weaker: shorter,
};
