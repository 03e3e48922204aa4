import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What `POST /vectors` takes: one vector of a session; a key counts once. */
export const vectorSchema = z.object({
  session: z.string().min(1).max(200),
  key: z.string().min(1).max(200),
  vector: z.array(z.number()).min(1).max(4096),
});

/** See `vectorSchema`. */
export type SessionVector = z.infer<typeof vectorSchema>;

const dimensions = 8;

/** A stand-in for an embedding: the same text always has the same vector, of length 1. */
export function embed(text: string): readonly number[] {
  const digest = createHash('sha256').update(text).digest();
  const raw = Array.from({ length: dimensions }, (_, at) => digest.readInt16BE(2 * at));
  const length = Math.hypot(...raw) || 1;
  return raw.map((value) => Math.round((value / length) * 1e6) / 1e6);
}
