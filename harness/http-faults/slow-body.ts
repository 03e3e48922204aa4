import { z } from 'zod';
import type { HttpFault } from './http-fault.ts';

const params = z.strictObject({
  pieceBytes: z.int().min(1).max(1_000_000),
  pauseMs: z.number().positive().max(600_000),
});

/** The body of the answer dribbles: a pause before each piece. */
export const slowBody: HttpFault<z.output<typeof params>> = {
  kind: 'slowBody',
  params,
  act: (pace) => ({
    kind: 'change',
    begin: (writer) => {
      let counted = false;
      const delayed = () => {
        if (!counted) writer.count('responsesDelayed');
        counted = true;
      };
      return {
        head: ({ bytes }) => writer.write(bytes),
        body: (bytes) => writer.dribble(bytes, pace, delayed),
        end: () => {},
        healed: () => {},
      };
    },
  }),
};
