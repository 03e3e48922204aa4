import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { endedEffects, endedEvidence } from '../core/process-evidence.ts';
import { doubled, halved, shorter } from '../core/weaken.ts';

const MS_MAX = 600_000;

const params = z.strictObject({
  /** How long each life lasts, ready or not. */
  aliveMs: z.number().min(1).max(MS_MAX),
  downMs: z.number().min(0).max(MS_MAX).default(100),
});

/** The process dies again and again soon after its start, as one with a bad configuration. */
export const crashLoop: Fault<z.output<typeof params>> = {
  kind: 'crashLoop',
  family: 'process',
  about: 'kills the process and each next life after aliveMs, until the heal',
  on: 'role',
  needs: 'process',
  params,
  sample: { aliveMs: 200, downMs: 100 },
  inject: (ports, { target, id, params }) => ports.process.crashLoop(target, id, params),
  evidence: endedEvidence,
  effects: endedEffects,
  weaker: (step) => [
    ...shorter(step),
    ...halved(step, 'downMs', 1),
    ...doubled(step, 'aliveMs', MS_MAX),
  ],
};
