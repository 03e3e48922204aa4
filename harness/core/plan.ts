import { z } from 'zod';
import type { FaultStep } from './fault.ts';

/** An open loop of operations. Times and rate are unscaled. */
export interface Workload {
  readonly ratePerSecond: number;
  readonly durationMs: number;
  /** Weight by kind of operation. */
  readonly mix: Readonly<Record<string, number>>;
  readonly textBytes: number;
  readonly conversations: number;
  /** Time limit that a client sets for one operation. */
  readonly operationLimitMs: number;
}

/** Everything that decides a run, as plain JSON: it prints, replays and shrinks. */
export interface Plan {
  readonly schema: 1;
  readonly scenario: string;
  readonly seed: number;
  readonly workload: Workload;
  readonly steps: readonly FaultStep[];
}

const json = z.record(z.string(), z.json());
const ms = z.number().nonnegative().finite();

const when = z.union([
  z.strictObject({ atMs: ms }),
  z.strictObject({
    link: z.string(),
    nth: z.int().positive(),
    phase: z.enum(['attempted', 'delivered', 'answered']),
  }),
  z.strictObject({ signal: z.string(), where: json.optional(), afterMs: ms.optional() }),
]);

const step = z.strictObject({
  id: z.int().positive(),
  kind: z.string(),
  target: z.string(),
  params: json,
  when,
  heal: z.union([z.literal('never'), z.strictObject({ afterMs: ms })]),
  mayBeIdle: z.literal(true).optional(),
});

/** The schema of `plan.json`; parameters are checked by their fault's own schema. */
export const planSchema = z.strictObject({
  schema: z.literal(1),
  scenario: z.string().min(1),
  seed: z.int(),
  workload: z.strictObject({
    ratePerSecond: z.number().positive().max(10_000),
    durationMs: z.number().positive(),
    mix: z.record(z.string(), z.number().positive()),
    textBytes: z.int().positive(),
    conversations: z.int().positive(),
    operationLimitMs: z.number().positive(),
  }),
  steps: z.array(step),
});
