import { z } from 'zod';

/** The direction a toxic acts on: `upstream` is client to service, `downstream` is the answer. */
export type ToxicStream = 'upstream' | 'downstream';

const MS_MAX = 24 * 60 * 60 * 1000;
const BYTES_MAX = 2 ** 40;

const count = (max: number) => z.int().min(0).max(max);
const optionalCount = (max: number) => count(max).default(0);

const latency = z.strictObject({ latency: optionalCount(MS_MAX), jitter: optionalCount(MS_MAX) });
// The real server slices with a negative bound and dies when the rate is below zero.
const bandwidth = z.strictObject({ rate: optionalCount(1_000_000_000) });
const slowClose = z.strictObject({ delay: optionalCount(MS_MAX) });
const timeout = z.strictObject({ timeout: optionalCount(MS_MAX) });
const resetPeer = z.strictObject({ timeout: optionalCount(MS_MAX) });
// Without an average size, or with a variation above it, the real server recurses until it dies.
const slicer = z
  .strictObject({
    average_size: count(BYTES_MAX).min(1),
    size_variation: optionalCount(BYTES_MAX),
    delay: optionalCount(MS_MAX * 1000),
  })
  .refine((it) => it.size_variation <= it.average_size, {
    path: ['size_variation'],
    message: 'must not be above average_size',
  });
const limitData = z.strictObject({ bytes: optionalCount(BYTES_MAX) });
const noop = z.strictObject({});

/** The schema of each toxic type's attributes, named and in the units of Toxiproxy's API. */
export const toxicSchemas = {
  latency,
  bandwidth,
  slow_close: slowClose,
  timeout,
  reset_peer: resetPeer,
  slicer,
  limit_data: limitData,
  noop,
} as const;

/** The name of a toxic as Toxiproxy's API spells it. */
export type ToxicType = keyof typeof toxicSchemas;

// Object.keys forgets the key type; the object above has exactly these keys.
const keys = Object.keys(toxicSchemas) as readonly ToxicType[];

/** Every toxic type, in a stable order. */
export const toxicTypes = keys;

/** The attributes of one toxic type after validation: every number present and in range. */
export type ToxicAttributes<T extends ToxicType> = Readonly<z.output<(typeof toxicSchemas)[T]>>;

/** What a toxic does, before it has a name: `type` decides which `attributes` it has. */
export type ToxicSpec = {
  readonly [T in ToxicType]: {
    readonly type: T;
    readonly stream: ToxicStream;
    readonly attributes: ToxicAttributes<T>;
    /** The share of connections it acts on; 1 when absent, the only value that is reproducible. */
    readonly toxicity?: number;
  };
}[ToxicType];

/** A toxic of one proxy; the name is unique there. */
export type NamedToxic = ToxicSpec & { readonly name: string };

/** Says whether a text names a toxic type. */
export function isToxicType(text: string): text is ToxicType {
  return Object.hasOwn(toxicSchemas, text);
}

/** The outcome of checking attributes: the complete values, or what is wrong with them. */
export type ToxicCheck<T extends ToxicType> =
  | { readonly ok: true; readonly attributes: ToxicAttributes<T> }
  | { readonly ok: false; readonly problem: string };

/** Checks attributes before they are sent: some values crash the whole real server. */
export function checkToxicAttributes<T extends ToxicType>(type: T, input: unknown): ToxicCheck<T> {
  const result = toxicSchemas[type].safeParse(input ?? {});
  // The schema was chosen by the same T that types the answer; TypeScript cannot join the two.
  if (result.success) return { ok: true, attributes: result.data as unknown as ToxicAttributes<T> };
  const problems = result.error.issues.map((issue) => {
    const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    return where + issue.message;
  });
  return { ok: false, problem: `${type}: ${problems.join('; ')}` };
}
