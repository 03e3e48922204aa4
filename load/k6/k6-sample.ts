import { z } from 'zod';

/** One thing that k6 told: an iteration that ended, or arrivals that it could not begin. */
export type K6Sample =
  | {
      readonly kind: 'iteration';
      readonly path: string;
      readonly key: string;
      readonly endedWallMs: number;
      readonly durationMs: number;
      readonly status: number;
      /** The answer was what the script expects on this path. */
      readonly whole: boolean;
      /** The stack's own code, or empty. */
      readonly code: string;
      /** k6's number of what went wrong, or 0. */
      readonly errorCode: number;
    }
  | {
      readonly kind: 'dropped';
      readonly path: string;
      readonly wallMs: number;
      readonly count: number;
    };

const point = z.object({
  type: z.literal('Point'),
  metric: z.string(),
  data: z.object({
    time: z.string(),
    value: z.number(),
    tags: z.object({ scenario: z.string() }),
    metadata: z
      .object({
        key: z.string(),
        status: z.coerce.number(),
        whole: z.stringbool(),
        code: z.string(),
        errorCode: z.coerce.number(),
      })
      .optional(),
  }),
});

/** Epoch ms of an RFC 3339 time, with the fractions that `Date` drops. */
export const wallMsOf = (time: string): number => {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  const seconds = Date.parse(time.replace(/\.\d+/, ''));
  return seconds + (fraction === '' ? 0 : Number(`0.${fraction}`) * 1000);
};

/** Reads one line of k6's JSON output; undefined: it tells of something else. */
export const readK6Sample = (line: string): K6Sample | undefined => {
  // Twelve lines in thirteen are of no use here, and not worth the parsing.
  if (!/"metric":"(?:iteration_duration|dropped_iterations)"/.test(line)) return undefined;
  const parsed = point.safeParse(JSON.parse(line));
  if (!parsed.success) return undefined;
  const { metric, data } = parsed.data;
  const path = data.tags.scenario;
  if (metric === 'dropped_iterations') {
    return { kind: 'dropped', path, wallMs: wallMsOf(data.time), count: data.value };
  }
  if (data.metadata === undefined) return undefined;
  const endedWallMs = wallMsOf(data.time);
  return { kind: 'iteration', path, endedWallMs, durationMs: data.value, ...data.metadata };
};
