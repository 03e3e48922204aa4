import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { endedEffects, endedEvidence } from '../core/process-evidence.ts';
import { halved } from '../core/weaken.ts';

const params = z.strictObject({
  /** Below the time in which a service has to get ready. */
  slowMs: z.number().min(1).max(15_000),
});

/** The process is started again, and its start takes long. */
export const slowStart: Fault<z.output<typeof params>> = {
  kind: 'slowStart',
  family: 'process',
  about: 'kills the process and starts it at once; the new life does nothing for slowMs',
  on: 'role',
  needs: 'process',
  params,
  sample: { slowMs: 800 },
  inject: (ports, { target, id, params }) => ports.process.slowStart(target, id, params),
  evidence: endedEvidence,
  effects: endedEffects,
  weaker: (step) => halved(step, 'slowMs', 1),
};
