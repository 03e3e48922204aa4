import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject({});

/** New connections are refused, those under way are closed. */
export const refuse: Fault<z.output<typeof params>> = {
  kind: 'refuse',
  family: 'network',
  about: 'New connections on the link are refused (ECONNREFUSED), open ones are closed.',
  on: 'link',
  needs: 'tcp',
  params,
  sample: {},
  inject: (ports, step) => ports.tcp.refuse(step.target, step.id),
  // Nobody on the link sees an attempt at a closed port: the callers' own witness tells of it.
  evidence: ({ step, exchanges }) => ({
    attemptsRefused: exchanges.filter(
      (exchange) => exchange.link === step.target && exchange.class === 'refused',
    ).length,
  }),
  effects: ['attemptsRefused', 'connectionsClosed'],
  weaker: shorter,
};
