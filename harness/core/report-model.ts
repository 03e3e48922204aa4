import { z } from 'zod';
import { loadRow } from './report-load.ts';

const count = z.int().nonnegative();
const ms = z.number().nonnegative();
const maybe = z.exactOptional;

/** The statuses of a scenario run and of a whole report. */
export const runStatus = z.enum(['held', 'violated', 'inert', 'unknown', 'skipped']);

const engineName = z.enum(['simulated', 'live', 'containers']);

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
  /** Of many schedules: the one that `because` and `witnesses` speak of. */
  seed: maybe(z.int()),
});

const example = z.strictObject({
  seed: z.int(),
  status: runStatus,
  /** Relative to the report's folder. */
  folder: z.string(),
  replay: z.string(),
  traceHash: maybe(z.string()),
});

const byStatus = z.strictObject({
  held: count,
  violated: count,
  inert: count,
  unknown: count,
  skipped: count,
});

const run = z.strictObject({
  scenario: z.string().min(1),
  engine: engineName,
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
  /** Of many schedules: the ranges of seeds, first and last, so that none is counted twice. */
  seeds: maybe(z.array(z.tuple([z.int(), z.int()]))),
  /** Of many schedules: how each of them ended. */
  counts: maybe(byStatus),
  /** Of many schedules: the first reason of those that did not hold, few of each status. */
  told: maybe(z.array(z.strictObject({ status: runStatus, seed: z.int(), because: z.string() }))),
  /** Rules that must have been put to the test over all seeds. */
  mustCheck: maybe(z.array(z.string())),
});

const requirement = z.strictObject({
  id: z.string(),
  status: z.enum(['held', 'violated', 'inert', 'unknown', 'notRunHere', 'gap']),
  evidence: z.array(z.string()),
  /** The tests among its evidence. */
  tests: maybe(
    z.array(z.strictObject({ title: z.string(), result: z.enum(['held', 'violated']) })),
  ),
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
  /** `caught` says of an equivalent change that it was left alone, as it must be. */
  status: caught,
  /** Not a bug: the same behaviour written otherwise. */
  equivalent: maybe(z.literal(true)),
});

const speed = z.strictObject({
  virtualSecondsPerRealSecond: ms,
  exchangesPerSecond: ms,
  /** What the two are made of, so that the speeds of several reports can be joined. */
  virtualMs: maybe(ms),
  realMs: maybe(ms),
  exchanges: maybe(count),
});

const shardName = z.strictObject({ index: z.int().positive(), count: z.int().positive() });

const part = z.strictObject({
  runId: maybe(z.string()),
  shard: maybe(shardName),
  /** A suite that is split by engine has shards of its own for each. */
  engines: z.array(engineName),
  startedAt: z.iso.datetime(),
  wallMs: ms,
  seed: z.int(),
  status: runStatus,
  exitCode: maybe(z.int().min(0).max(255)),
  environment,
  speed: maybe(speed),
  command: z.string(),
});

const doubt = z.strictObject({
  exitCode: z.union([z.literal(2), z.literal(3), z.literal(130)]),
  because: z.string(),
  /** The planted bug that could not be judged: another report may have judged it. */
  bug: maybe(z.string()),
});

const coverage = z.strictObject({
  /** Engines that were asked for. */
  engines: z.array(engineName),
  /** Links of the live runs by whether they carried anything, with what is said of a silent one. */
  links: z.array(z.strictObject({ name: z.string(), carried: z.boolean(), silent: z.string() })),
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
  speed: maybe(speed),
  notTested: z.array(z.string()),
  /** Identifies the run and its folder. */
  runId: maybe(z.string()),
  /** The exit code of the command that wrote it. */
  exitCode: maybe(z.int().min(0).max(255)),
  /** The version of Holdfast. */
  version: maybe(z.string()),
  /** A hash over the project's sources; reports of different sources cannot be merged. */
  sources: maybe(z.string()),
  /** Which part of a suite this is; absent: the whole. */
  shard: maybe(shardName),
  /** The reports that this one was merged from. */
  parts: maybe(z.array(part)),
  /** What decides the exit code beside the runs: a missed canary, an interruption. */
  doubts: maybe(z.array(doubt)),
  /** What `notTested` says of engines and links, as data. */
  coverage: maybe(coverage),
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

/** One of the reports that a merged one was made from. */
export type ReportPart = NonNullable<ReportModel['parts']>[number];

/** What k6 and the effects showed of one load. */
export type LoadRow = NonNullable<ReportModel['load']>[number];
