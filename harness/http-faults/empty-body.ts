import { z } from 'zod';
import { type HttpFault, replaceAnswer } from './http-fault.ts';

const params = z.strictObject({});

/** The status is right, and there is nothing behind it. */
export const emptyBody: HttpFault<z.output<typeof params>> = {
  kind: 'emptyBody',
  params,
  act: () => replaceAnswer((status) => ({ status, contentType: 'application/json', body: '' })),
};
