import type { FaultFamily, Receipt } from './fault.ts';
import type { AttemptClass, History } from './history.ts';
import type { JsonObject } from './json.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { MessageCounts, ReportModel, ReportVerdict } from './report-model.ts';
import type { StackPromises } from './stack.ts';
import type { RunStatus } from './verdict.ts';

/** A verdict with what its rule means. */
export type DetailVerdict = ReportVerdict & { readonly about: string };

/** One step as it went. Times are ms of the run. */
export interface StepDetail {
  readonly id: number;
  readonly kind: string;
  readonly target: string;
  readonly params: JsonObject;
  readonly family: FaultFamily;
  /** Absent: it never fired. */
  readonly injectedAtMs?: number;
  /** Absent: it lasted to the end. */
  readonly healedAtMs?: number;
  readonly lateMs: number;
  /** Absent: it was never healed, so nothing was counted. */
  readonly receipt?: Receipt;
}

/** One operation of the workload; `startMs` is the intended start. */
export interface OperationRow {
  readonly id: string;
  readonly kind: string;
  readonly startMs: number;
  /** Absent: still open at the end. */
  readonly endMs?: number;
  readonly outcome: Outcome['kind'] | 'open';
  /** The failure's code, or the status. */
  readonly code?: string;
}

/** One attempt on one link. */
export interface ExchangeRow {
  /** Its place in the history; witnesses refer to it. */
  readonly index: number;
  readonly atMs: number;
  readonly endMs?: number;
  readonly link: string;
  readonly method: string;
  readonly path: string;
  readonly class: AttemptClass;
  readonly status?: number;
  readonly serviceStatus?: number;
  readonly endedByCaller: boolean;
  readonly answeredBy?: 'service' | 'gateway';
  readonly callId?: string;
  readonly key?: string;
  readonly servedByLife?: number;
  readonly steps: readonly number[];
  readonly source: 'taps' | 'client';
  readonly marked?: true;
}

/** A stretch in which a lane had one value. */
export interface LaneSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: string;
}

/** States of one process over time. */
export interface ProcessLane {
  readonly role: string;
  readonly spans: readonly (LaneSpan & {
    readonly value: 'starting' | 'up' | 'paused' | 'terminating' | 'dead';
  })[];
}

/** Everything that is drawn under the latency. */
export interface Lanes {
  readonly processes: readonly ProcessLane[];
  /** HA state, active endpoint, breakers, maintenance: whatever the stack's signals told. */
  readonly states: readonly { readonly name: string; readonly spans: readonly LaneSpan[] }[];
  readonly queue: readonly { readonly atMs: number; readonly depth: number }[];
  readonly checkpoints: readonly {
    readonly atMs: number;
    readonly ok: boolean;
    readonly label: string;
  }[];
}

/** A sentence of what happened; `refs` are indices of events that show it. */
export interface StorySentence {
  readonly tone: 'fault' | 'stack' | 'broke' | 'result';
  readonly atMs?: number;
  readonly text: string;
  readonly refs: readonly number[];
}

/** A call that went from its primary to an alternative. */
export interface FailoverRow {
  readonly atMs: number;
  readonly group: string;
  readonly callId: string;
  readonly from: string;
  readonly to: string;
  /** `state`: without an attempt on the primary. Otherwise how the primary's last attempt ended. */
  readonly trigger: AttemptClass | 'timedOut' | 'state';
  readonly primaryStatus?: number;
  readonly primaryAttempts: number;
  readonly outcome: string;
  readonly refs: readonly number[];
}

/** Attempts per call on one group of alternative links. */
export interface RetryRow {
  readonly group: string;
  readonly calls: number;
  readonly attempts: number;
  readonly retriedCalls: number;
  readonly fellBack: number;
  readonly mostAttempts: number;
  /** Promised by the stack; absent: it promises nothing. */
  readonly maxRetries?: number;
}

/** From SIGTERM to the exit of one process. */
export interface Shutdown {
  readonly role: string;
  readonly life: number;
  readonly signalledAtMs: number;
  /** Absent: it was still there at the end. */
  readonly exitedAtMs?: number;
  readonly exitCode?: number;
  readonly exitSignal?: string;
  readonly graceMs?: number;
  /** The longest that its checkpoints may take. */
  readonly checkpointLimitMs?: number;
  readonly phases: readonly {
    readonly name: string;
    readonly fromMs: number;
    readonly toMs: number;
    readonly ok: boolean;
    readonly note?: string;
  }[];
}

/** A message that is not where it should be, and everything known about it. */
export interface MessageLife {
  readonly key: string;
  readonly fate: 'lost' | 'duplicated' | 'unexpected' | 'deadLettered' | 'queued';
  readonly moments: readonly {
    readonly atMs: number;
    readonly text: string;
    readonly ref: number;
  }[];
}

/** Numbers of a run, or of its control run without faults. */
export interface RunNumbers {
  readonly status: RunStatus;
  readonly operations: { readonly ok: number; readonly fail: number; readonly unknown: number };
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** The longest stretch of the load in which nothing ended ok. */
  readonly longestGapMs?: number;
}

/** How a run came through its faults; a time that is absent was not seen. */
export interface Recovery {
  /** From the first fault until the stack's state changed. */
  readonly detectMs?: number;
  /** From the first fault until new calls were sent elsewhere. */
  readonly switchMs?: number;
  /** After the last heal: until the last operation begun since then that did not end ok. */
  readonly troubleAfterHealMs?: number;
}

/** What shows the broken rules: when it was seen first, and the messages it happened to. */
export interface BrokenBy {
  readonly atMs?: number;
  readonly keys: readonly string[];
}

/** One run with plan and history on disk: all that its page in the report shows. */
export interface RunDetail {
  readonly scenario: string;
  readonly engine: History['engine'];
  readonly seed: number;
  readonly about: string;
  readonly status: RunStatus;
  readonly reasons: readonly string[];
  readonly plan: Plan;
  readonly scale: number;
  readonly beginMs: number;
  readonly endMs: number;
  readonly promises: StackPromises;
  readonly verdicts: readonly DetailVerdict[];
  readonly steps: readonly StepDetail[];
  readonly operations: readonly OperationRow[];
  readonly exchanges: readonly ExchangeRow[];
  readonly lanes: Lanes;
  readonly messages: MessageCounts | null;
  readonly lives: readonly MessageLife[];
  readonly failovers: readonly FailoverRow[];
  readonly retries: readonly RetryRow[];
  readonly shutdowns: readonly Shutdown[];
  /** Absent: no fault fired. */
  readonly recovery?: Recovery;
  readonly brokenBy: BrokenBy;
  readonly story: readonly StorySentence[];
  readonly numbers: RunNumbers;
  /** Numbers of the control run beside it. */
  readonly control: RunNumbers | null;
  readonly isControl?: true;
  readonly replay: string;
  /** Folder with plan, history and logs, relative to the report. */
  readonly folder: string | null;
}

/** Key numbers of an earlier run, oldest first in a report's input. */
export interface PastRun {
  readonly runId?: string;
  readonly command?: string;
  /** How each scenario ended, by its name; one that was run several times ends with the worst. */
  readonly scenarios?: Readonly<Record<string, RunStatus>>;
  readonly lost?: number;
  readonly startedAt: string;
  readonly commit: string | null;
  readonly status: RunStatus;
  readonly seed: number;
  readonly held: number;
  readonly runs: number;
  readonly effective: number;
  readonly wallMs: number;
}

/** Everything that a format needs. */
export interface ReportInput {
  readonly report: ReportModel;
  readonly details: readonly RunDetail[];
  readonly invariants: readonly { readonly name: string; readonly about: string }[];
  readonly requirements: readonly { readonly id: string; readonly text: string }[];
  readonly faults: readonly {
    readonly kind: string;
    readonly family: FaultFamily;
    readonly about: string;
  }[];
  readonly history: readonly PastRun[];
}
