import { z } from 'zod';
import type { HttpFault } from './http-fault.ts';

const params = z.strictObject({
  status: z.int().min(400).max(599),
  when: z.enum(['instead', 'afterExecution']),
  body: z
    .string()
    .max(64 * 1024)
    .optional(),
});

/** An error status: made by the gateway at once, or in place of the answer of what was executed. */
export const status: HttpFault<z.output<typeof params>> = {
  kind: 'status',
  params,
  act: ({ status: code, when, body = `{"error":"status ${code}"}` }) => {
    const answer = { status: code, contentType: 'application/json', body };
    if (when === 'instead') return { kind: 'instead', answer };
    return {
      kind: 'change',
      begin: (writer) => ({
        head: () => {},
        body: () => {},
        end: () => writer.replace(answer),
        healed: () => {},
      }),
    };
  },
};
