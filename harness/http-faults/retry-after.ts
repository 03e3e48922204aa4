import { z } from 'zod';
import type { HttpFault } from './http-fault.ts';

const params = z.strictObject({
  status: z.union([z.literal(429), z.literal(503)]),
  /** Seconds, a date, or whatever a server may write there. */
  value: z.string().regex(/^[\x20-\x7e]{1,100}$/),
});

/** Too many requests, or not now: with a word on when to come again, which may be nonsense. */
export const retryAfter: HttpFault<z.output<typeof params>> = {
  kind: 'retryAfter',
  params,
  act: ({ status, value }) => ({
    kind: 'instead',
    answer: {
      status,
      contentType: 'application/json',
      body: `{"error":"status ${status}"}`,
      headers: { 'retry-after': value },
    },
  }),
};
