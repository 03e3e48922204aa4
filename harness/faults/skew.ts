import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { halved, shorter } from '../core/weaken.ts';

const DAY_MS = 86_400_000;

const params = z
  .strictObject({
    /** Ahead of true time; below zero, behind it. */
    byMs: z.number().min(-DAY_MS).max(DAY_MS),
    /** How long the clock takes to get there, and to come back. */
    overMs: z.number().min(1).max(DAY_MS).default(1_000),
  })
  // Slower than time itself goes, a clock that falls behind never goes back.
  .refine(({ byMs, overMs }) => overMs >= -byMs, {
    path: ['overMs'],
    message: 'must be at least as long as the clock falls behind (byMs)',
  })
  .refine(({ byMs }) => byMs !== 0, { path: ['byMs'], message: 'must not be 0' });

/** The wall clock differs from that of the other machines, and never leaps. */
export const skew: Fault<z.output<typeof params>> = {
  kind: 'skew',
  family: 'clock',
  about: 'The wall clock gets off by byMs little by little; the heal lets it come back likewise.',
  on: 'role',
  needs: 'clock',
  params,
  sample: { byMs: 5_000, overMs: 500 },
  inject: (ports, { target, id, params }) => ports.clock.skew(target, id, params),
  effects: ['wallReads'],
  weaker: (step) => [...shorter(step), ...halved(step, 'byMs', 1)],
};
