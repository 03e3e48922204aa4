import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { halved, shorter } from '../core/weaken.ts';

const YEAR_MS = 366 * 86_400_000;

const params = z.strictObject({
  /** Forward; below zero, back. */
  byMs: z
    .number()
    .min(-YEAR_MS)
    .max(YEAR_MS)
    .refine((byMs) => byMs !== 0, { message: 'must not be 0' }),
});

/** Somebody sets the clock: the wall clock leaps, the monotonic one never does. */
export const jump: Fault<z.output<typeof params>> = {
  kind: 'jump',
  family: 'clock',
  about: 'The wall clock leaps by byMs, and back at the heal; timers do not notice.',
  on: 'role',
  needs: 'clock',
  params,
  sample: { byMs: -60_000 },
  inject: (ports, { target, id, params }) => ports.clock.jump(target, id, params),
  effects: ['wallReads'],
  weaker: (step) => [...shorter(step), ...halved(step, 'byMs', 1)],
};
