import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject({
  /** Seconds that the machine counts in a true one. */
  rate: z
    .number()
    .min(0.1)
    .max(10)
    .refine((rate) => rate !== 1, { message: 'must not be 1, which is true time' }),
});

/** A bad oscillator: both clocks and all timers run too fast or too slow. */
export const drift: Fault<z.output<typeof params>> = {
  kind: 'drift',
  family: 'clock',
  about: 'Both clocks of the machine run faster or slower; the heal sets the wall clock right.',
  on: 'role',
  needs: 'clock',
  params,
  sample: { rate: 1.5 },
  inject: (ports, { target, id, params }) => ports.clock.drift(target, id, params),
  effects: ['clockReads'],
  weaker: (step) => {
    const rate = Number(step.params.rate);
    const nearer = Math.round((1 + (rate - 1) / 2) * 1_000) / 1_000;
    const isLess = Math.abs(nearer - 1) >= 0.001 && nearer !== rate;
    return [...shorter(step), ...(isLess ? [{ ...step, params: { rate: nearer } }] : [])];
  },
};
