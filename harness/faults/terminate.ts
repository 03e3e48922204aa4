import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { endedEffects, endedEvidence } from '../core/process-evidence.ts';

type Params = { readonly twice: boolean };

/** SIGTERM: the process has to end by itself; the heal starts a new life when it has. */
export const terminate: Fault<Params> = {
  kind: 'terminate',
  family: 'process',
  about:
    'asks the process to end with SIGTERM (twice: a second one follows); the heal starts it again',
  on: 'role',
  needs: 'process',
  params: z.strictObject({ twice: z.boolean().default(false) }),
  sample: { twice: true },
  inject: (ports, { target, id, params }) =>
    ports.process.terminate(target, id, { twice: params.twice }),
  evidence: endedEvidence,
  effects: endedEffects,
  weaker: (step) => (step.params.twice === true ? [{ ...step, params: { twice: false } }] : []),
};
