import { z } from 'zod';
import type { HttpFault } from './http-fault.ts';

const params = z.strictObject({
  afterBytes: z.int().min(0).max(1_000_000_000),
  by: z.enum(['fin', 'rst']).default('fin'),
});

/** The connection closes in the middle of the answer's body. The real Toxiproxy makes RST a FIN. */
export const truncateBody: HttpFault<z.output<typeof params>> = {
  kind: 'truncateBody',
  params,
  act: ({ afterBytes, by }) => ({
    kind: 'change',
    begin: (writer) => {
      let left = afterBytes;
      return {
        head: ({ bytes }) => writer.write(bytes),
        body: (bytes) => {
          if (bytes.length <= left) {
            left -= bytes.length;
            return writer.write(bytes);
          }
          writer.write(bytes.subarray(0, left));
          writer.count('responsesCut');
          writer.cut(by);
        },
        end: () => {},
        healed: () => {
          left = Number.POSITIVE_INFINITY;
        },
      };
    },
  }),
};
