import { z } from 'zod';
import type { HttpFault } from './http-fault.ts';

const pieces = 8;
const params = z.strictObject({ delayMs: z.number().positive().max(600_000) });

/** The head of the answer dribbles: its last piece leaves after the delay, the body behind it. */
export const slowHeaders: HttpFault<z.output<typeof params>> = {
  kind: 'slowHeaders',
  params,
  act: ({ delayMs }) => ({
    kind: 'change',
    begin: (writer) => ({
      head: ({ bytes }) => {
        const pieceBytes = Math.ceil(bytes.length / pieces);
        const pauses = Math.ceil(bytes.length / pieceBytes);
        const pace = { pieceBytes, pauseMs: delayMs / pauses };
        writer.dribble(bytes, pace, () => writer.count('responsesDelayed'));
      },
      body: (bytes) => writer.write(bytes),
      end: () => {},
      healed: () => {},
    }),
  }),
};
