import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

/** The other end of each connection has forgotten it without a word: writes succeed, nothing comes. */
export const halfOpen: Fault = {
  kind: 'halfOpen',
  family: 'network',
  about:
    'Connections of this moment go silent without FIN, and are reset when used after the heal.',
  on: 'link',
  needs: 'network',
  params: z.strictObject({}),
  sample: {},
  inject: (ports, step) => ports.network.silence(step.target, step.id),
  effects: ['connections'],
  weaker: shorter,
};
