import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

/** A firewall that drops: the first packet is never answered, so connecting hangs. */
export const connectHang: Fault = {
  kind: 'connectHang',
  family: 'network',
  about: 'New connections are never answered; established ones go on.',
  on: 'link',
  needs: 'network',
  params: z.strictObject({}),
  sample: {},
  inject: (ports, step) => ports.network.hang(step.target, step.id),
  effects: ['attemptsLost'],
  weaker: shorter,
};
