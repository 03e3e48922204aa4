import { z } from 'zod';
import type { HttpFault } from './http-fault.ts';

const params = z.strictObject({ delayMs: z.number().positive().max(600_000) });

/** The answer is whole and right, and comes when nobody may wait for it any more. */
export const lateResponse: HttpFault<z.output<typeof params>> = {
  kind: 'lateResponse',
  params,
  act: ({ delayMs }) => ({
    kind: 'change',
    begin: (writer) => ({
      head: ({ bytes }) => {
        const pace = { pieceBytes: bytes.length, pauseMs: delayMs };
        writer.dribble(bytes, pace, () => writer.count('responsesDelayed'));
      },
      body: (bytes) => writer.write(bytes),
      end: () => {},
      healed: () => {},
    }),
  }),
};
