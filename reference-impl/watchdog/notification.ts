import { z } from 'zod';

const haState = z.enum(['active', 'degraded', 'failover_active', 'failed']);
const targetHealth = z.object({
  healthy: z.boolean(),
  consecutiveFailures: z.number().int().min(0),
});

/** How a kept watchdog state looks on disk. */
const keptStateSchema = z.object({
  state: haState,
  live: targetHealth,
  candidate: targetHealth,
  maintenance: z.boolean(),
});

/**
 * A notification on disk. It carries the state it led to, so that the one record makes the change
 * and its notification durable together: neither can exist without the other (G15).
 */
export const notificationSchema = z.object({
  id: z.number().int().positive(),
  kind: z.literal('HA_STATUS_CHANGE'),
  from: haState,
  to: haState,
  cause: z.string(),
  atMs: z.number(),
  after: keptStateSchema,
});

/** One state change, as people are told of it. */
export type Notification = z.infer<typeof notificationSchema>;

/** What the watchdog keeps beside its notifications: where it stood, and what it has said. */
export const keptSchema = z.object({
  after: keptStateSchema,
  previous: haState.nullable(),
  sinceMs: z.number(),
  announcedId: z.number().int().min(0),
});

/** See `keptSchema`. */
export type Kept = z.infer<typeof keptSchema>;
