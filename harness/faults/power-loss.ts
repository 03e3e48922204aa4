import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { earlierCall, fileCall } from '../core/file-call.ts';
import { lossPolicies } from '../core/machine-ports.ts';
import { endedEffects, endedEvidence } from '../core/process-evidence.ts';
import { halved } from '../core/weaken.ts';

const params = z.strictObject({
  /** What becomes of writes that no fsync has made safe; what is left to chance follows the seed. */
  policy: z.enum(lossPolicies).default('drawn'),
  downMs: z.number().min(0).max(600_000).default(1_000),
  /** Just before this file call, in place of the step's own time. */
  call: z.exactOptional(fileCall),
});

/** The machine stops at once: no signal, no FIN, and what was not synced is gone or in pieces. */
export const powerLoss: Fault<z.output<typeof params>> = {
  kind: 'powerLoss',
  family: 'disk',
  about: 'The machine loses power, and with it what was not synced; it starts again after downMs.',
  on: 'role',
  needs: 'power',
  params,
  sample: { policy: 'drawn', downMs: 500 },
  inject: (ports, { target, id, params }) => ports.power.lose(target, id, params),
  evidence: endedEvidence,
  effects: ['writesLost', 'namesLost', 'attemptsLost', 'packetsLost', ...endedEffects],
  weaker: (step) => [...halved(step, 'downMs', 1), ...earlierCall(step)],
};
