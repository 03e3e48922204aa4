import { z } from 'zod';

/** What `POST /process_packet` takes. */
export const packetSchema = z.object({
  key: z.string().min(1).max(200),
  text: z.string().min(1),
  source: z.enum(['chat', 'ui']),
});

/** See `packetSchema`. */
export type Packet = z.infer<typeof packetSchema>;

/** What `POST /process_packet` answers; `executedBy` names who published the effect. */
export interface PacketAnswer {
  readonly key: string;
  readonly answer: string;
  readonly model: string;
  readonly executedBy: string;
  readonly replayed: boolean;
}

/** The one file that an executed packet leaves on the shared volume (ruling 7). */
export const effectSchema = z.object({
  key: z.string(),
  text: z.string(),
  answer: z.string(),
  model: z.string(),
  executedBy: z.string(),
  executionId: z.string(),
  at: z.number(),
});

/** See `effectSchema`. */
export type Effect = z.infer<typeof effectSchema>;
