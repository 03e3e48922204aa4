import { z } from 'zod';
import type { HttpFault } from './http-fault.ts';

const params = z.strictObject({ onHeal: z.enum(['deliver', 'reset']).default('deliver') });

/** The head of the answer arrives, the body does not, and the connection stays. */
export const stallAfterHeaders: HttpFault<z.output<typeof params>> = {
  kind: 'stallAfterHeaders',
  params,
  act: ({ onHeal }) => ({
    kind: 'change',
    begin: (writer) => {
      let kept: Buffer | undefined;
      let begun = false;
      return {
        head: ({ bytes }) => writer.write(bytes),
        body: (bytes) => {
          if (begun) return writer.write(bytes);
          begun = true;
          kept = bytes;
          writer.count('responsesStalled');
          writer.hold();
        },
        end: () => {},
        healed: () => {
          begun = true;
          if (!kept) return;
          if (onHeal === 'reset') return writer.cut('rst');
          writer.write(kept);
          kept = undefined;
          writer.release();
        },
      };
    },
  }),
};
