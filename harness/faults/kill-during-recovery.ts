import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { earlierCall, fileCall } from '../core/file-call.ts';
import { endedEvidence } from '../core/process-evidence.ts';
import { halved } from '../core/weaken.ts';

const params = z.strictObject({
  downMs: z.number().min(0).max(600_000).default(100),
  /** Which file call of the life that recovers is never made. */
  call: fileCall,
});

/** The process dies, and again while it takes up what the first death left. */
export const killDuringRecovery: Fault<z.output<typeof params>> = {
  kind: 'killDuringRecovery',
  family: 'process',
  about: 'kills the process, and the life after it just before one of its file calls',
  on: 'role',
  needs: 'inside',
  params,
  sample: { downMs: 100, call: { nth: 1 } },
  inject: (ports, { target, id, params }) => ports.inside.killDuringRecovery(target, id, params),
  evidence: endedEvidence,
  effects: ['callsCut'],
  weaker: (step) => [...halved(step, 'downMs', 1), ...earlierCall(step)],
};
