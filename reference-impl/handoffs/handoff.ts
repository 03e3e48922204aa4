import { z } from 'zod';

/** What the caller says when it begins a handoff. */
export const handoffRequestSchema = z.object({
  id: z.string().min(1),
  from: z.string().min(1),
  to: z.string().min(1),
  note: z.string().optional(),
});

/** See `handoffRequestSchema`. */
export type HandoffRequest = z.infer<typeof handoffRequestSchema>;

/** One handoff from one agent to another, and how it stands. */
export const handoffSchema = handoffRequestSchema.extend({
  state: z.enum(['in_progress', 'completed', 'failed']),
  reason: z.string().optional(),
  atMs: z.number(),
});

/** See `handoffSchema`. */
export type Handoff = z.infer<typeof handoffSchema>;
