import { z } from 'zod';
import type { HttpFault } from './http-fault.ts';

const params = z.strictObject({
  afterBytes: z.int().min(1).max(1_000_000_000),
  onHeal: z.enum(['deliver', 'reset']).default('deliver'),
});

/** The answer stops in the middle of its body, wherever that falls, and the connection stays. */
export const stallMidStream: HttpFault<z.output<typeof params>> = {
  kind: 'stallMidStream',
  params,
  act: ({ afterBytes, onHeal }) => ({
    kind: 'change',
    begin: (writer) => {
      let left = afterBytes;
      let stalled = false;
      let rest: Buffer | undefined;
      return {
        head: ({ bytes }) => writer.write(bytes),
        body: (bytes) => {
          if (stalled || bytes.length <= left) {
            left -= bytes.length;
            return writer.write(bytes);
          }
          writer.write(bytes.subarray(0, left));
          rest = bytes.subarray(left);
          stalled = true;
          writer.count('responsesStalled');
          writer.hold();
        },
        end: () => {},
        healed: () => {
          stalled = true;
          if (!rest) return;
          if (onHeal === 'reset') return writer.cut('rst');
          writer.write(rest);
          rest = undefined;
          writer.release();
        },
      };
    },
  }),
};
