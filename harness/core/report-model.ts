import { z } from 'zod';

const count = z.int().nonnegative();
const ms = z.number().nonnegative();
const maybe = z.exactOptional;

/** The statuses of a scenario run and of a whole report. */
export const runStatus = z.enum(['held', 'violated', 'inert', 'unknown', 'skipped']);

const receipt = z.strictObject({
  effective: z.boolean(),
  counts: z.record(z.string(), z.number()),
});

const step = z.strictObject({
  id: z.int().positive(),
  fault: z.string(),
  target: z.string(),
  /** When it fired, ms of the run; null: it never did. */
  atMs: z.number().nullable(),
  /** How long it lasted; null: until the end of the run. */
  forMs: ms.nullable(),
  receipt,
});

const verdict = z.strictObject({
  invariant: z.string(),
  status: z.enum(['held', 'violated', 'unknown', 'vacuous']),
  /** How often the rule could have failed. */
  checked: count,
  because: z.string(),
  /** Indices of the events in `history.jsonl` that show it. */
  witnesses: z.array(count),
});

const example = z.strictObject({
  seed: z.int(),
  status: runStatus,
  /** Relative to the report's folder. */
  folder: z.string(),
  replay: z.string(),
});

const run = z.strictObject({
  scenario: z.string().min(1),
  engine: z.enum(['simulated', 'live', 'containers']),
  status: runStatus,
  seed: z.int(),
  schedules: count,
  effective: count,
  /** This row is a control run: the same load without faults. It counts as no schedule. */
  control: z.boolean(),
  /** The control run that it is judged beside; absent: none was made, or it is one itself. */
  comparedWith: maybe(z.strictObject({ name: z.string(), held: z.boolean() })),
  exercises: z.array(z.string()),
  wallMs: ms,
  virtualMs: maybe(ms),
  traceHash: z.string().nullable(),
  steps: maybe(z.array(step)),
  faults: maybe(z.array(z.strictObject({ fault: z.string(), injected: count, effective: count }))),
  verdicts: z.array(verdict),
  goals: z.array(z.strictObject({ name: z.string(), reached: count })),
  operations: z.strictObject({ ok: count, fail: count, unknown: count }),
  examples: z.array(example),
  /** What the scenario is about, in one sentence. */
  about: maybe(z.string()),
  /** Schedules that were violated, of the effective ones. */
  violated: maybe(count),
  /** Why it is inert, unknown or skipped, in sentences. */
  reasons: maybe(z.array(z.string())),
});

const requirement = z.strictObject({
  id: z.string(),
  status: z.enum(['held', 'violated', 'inert', 'unknown', 'notRunHere', 'gap']),
  evidence: z.array(z.string()),
});

const messages = z.strictObject({
  attempted: count,
  accepted: count,
  delivered: count,
  lost: count,
  duplicated: count,
  unexpected: count,
  recovered: count,
  queued: count,
  deadLettered: count,
});

const environment = z.strictObject({
  node: z.string(),
  os: z.string(),
  cores: z.int().positive(),
  toxiproxy: z.strictObject({ backend: z.enum(['real', 'embedded']), version: z.string() }),
  k6: z.string().nullable(),
  containers: z.string().nullable(),
});

const caught = z.enum(['caught', 'missed']);

const zooRow = z.strictObject({
  bug: z.string(),
  stands_for: z.string(),
  caughtBy: z.array(z.string()),
  schedules: count,
  minimalFaults: count,
  status: caught,
});

const loadRow = z.strictObject({
  profile: z.string(),
  requests: count,
  failed: count,
  dropped: count,
  p50: ms,
  p99: ms,
  longestGapMs: ms,
  thresholds: z.record(z.string(), z.boolean()),
});

/** The schema of `report.json`, version 1; it changes only by additions. */
export const reportSchema = z.strictObject({
  schema: z.literal(1),
  status: runStatus,
  startedAt: z.iso.datetime(),
  wallMs: ms,
  command: z.string(),
  seed: z.int(),
  commit: z.string().nullable(),
  environment,
  runs: z.array(run),
  requirements: z.array(requirement),
  messages: maybe(messages),
  canary: maybe(
    z.array(z.strictObject({ bug: z.string(), invariant: z.string(), status: caught })),
  ),
  zoo: maybe(z.array(zooRow)),
  explore: maybe(
    z.strictObject({
      schedules: count,
      failures: count,
      shrunk: z.array(z.strictObject({ from: count, to: count, file: z.string() })),
    }),
  ),
  load: maybe(z.array(loadRow)),
  speed: maybe(z.strictObject({ virtualSecondsPerRealSecond: ms, exchangesPerSecond: ms })),
  notTested: z.array(z.string()),
  /** Identifies the run and its folder. */
  runId: maybe(z.string()),
  /** The exit code of the command that wrote it. */
  exitCode: maybe(z.int().min(0).max(255)),
});

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

/** What one command found out: the content of `report.json`, from which every format is made. */
export type ReportModel = Frozen<z.infer<typeof reportSchema>>;

/** One scenario on one engine. */
export type ReportRun = ReportModel['runs'][number];

/** One rule's verdict over a run. */
export type ReportVerdict = ReportRun['verdicts'][number];

/** The account of all messages of a run. */
export type MessageCounts = Frozen<z.infer<typeof messages>>;
