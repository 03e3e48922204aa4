import { z } from 'zod';

const id = z.string();
const atMs = z.number();

/** The shapes of the queue file's records; each is one step in the life of one message. */
export const queueRecordShape = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('accepted'),
    id,
    text: z.string(),
    conversation: z.string().optional(),
    atMs,
  }),
  z.object({ type: z.literal('inFlight'), id, attempt: z.number(), atMs }),
  z.object({ type: z.literal('returned'), id, reason: z.string(), nextAttemptAtMs: atMs, atMs }),
  z.object({
    type: z.literal('answered'),
    id,
    answer: z.string(),
    model: z.string(),
    executedBy: z.string().optional(),
    atMs,
  }),
  z.object({ type: z.literal('dead'), id, reason: z.string(), atMs }),
  /** How many answered messages the file no longer holds. */
  z.object({ type: z.literal('forgotten'), answered: z.number() }),
]);

/** One step in the life of one message, as the queue file keeps it. */
export type QueueRecord = z.output<typeof queueRecordShape>;
