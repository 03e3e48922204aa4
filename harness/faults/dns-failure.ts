import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { shorter } from '../core/weaken.ts';

const params = z.strictObject({
  how: z.enum(['notFound', 'timeout', 'wrongAddress']),
});

/** The name of the service is not found, at once or after a long wait, or is somebody else's. */
export const dnsFailure: Fault<z.output<typeof params>> = {
  kind: 'dnsFailure',
  family: 'network',
  about: "The name of the link's service fails to be found, or leads to the wrong machine.",
  on: 'link',
  needs: 'dns',
  params,
  sample: { how: 'notFound' },
  inject: (ports, { target, id, params }) => ports.dns.fail(target, id, params),
  effects: ['lookups'],
  weaker: shorter,
};
