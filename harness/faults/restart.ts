import { z } from 'zod';
import type { Fault, FaultStep } from '../core/fault.ts';
import { endedEffects, endedEvidence } from '../core/process-evidence.ts';

type Params = { readonly signal: 'SIGKILL' | 'SIGTERM'; readonly downMs: number };

const DOWN_MS_MAX = 10 * 60_000;

const weaker = (step: FaultStep): readonly FaultStep[] => {
  const downMs = Number(step.params.downMs ?? 0);
  if (downMs < 1) return [];
  return [{ ...step, params: { ...step.params, downMs: Math.floor(downMs / 2) } }];
};

/** Ends the process and starts it again after a while, whatever the heal's time is. */
export const restart: Fault<Params> = {
  kind: 'restart',
  family: 'process',
  about: 'ends the process by a signal and starts it again after downMs',
  on: 'role',
  needs: 'process',
  params: z.strictObject({
    signal: z.enum(['SIGKILL', 'SIGTERM']).default('SIGKILL'),
    downMs: z.number().min(0).max(DOWN_MS_MAX).default(0),
  }),
  sample: { signal: 'SIGKILL', downMs: 100 },
  inject: (ports, { target, id, params }) =>
    ports.process.restart(target, id, { signal: params.signal, downMs: params.downMs }),
  evidence: endedEvidence,
  effects: endedEffects,
  weaker,
};
