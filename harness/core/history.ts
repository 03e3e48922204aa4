import type { FaultStep, Receipt } from './fault.ts';
import type { JsonObject } from './json.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { Link, StackPromises } from './stack.ts';

/** What every event has: its place, its time on the run's one clock, and who saw it. */
export interface EventBase {
  readonly index: number;
  /** ms after the workload's start, on one monotonic clock; negative before it. */
  readonly atMs: number;
}

/** A client begins an operation. */
export interface Invoke extends EventBase {
  readonly type: 'invoke';
  readonly operation: string;
  readonly kind: string;
  readonly conversation: string;
  readonly key: string;
  readonly textSha: string;
  /** When the open loop wanted it to start. */
  readonly intendedAtMs: number;
}

/** A client knows how an operation ended. */
export interface Complete extends EventBase {
  readonly type: 'complete';
  readonly operation: string;
  readonly outcome: Outcome;
}

/**
 * How one attempt went, by what the two taps saw.
 * `refused`: nobody listened. `unresolved`: the name was not found. `hung`: connect never completed.
 * `cut`: ended before the whole request was delivered. `deliveredUnread`: written to a stopped or
 * dead process, may execute later. `delivered`: whole request delivered, no status line came back.
 * `answered`: a whole answer reached the caller. `answerCut`: the head did, the rest did not.
 */
export type AttemptClass =
  | 'refused'
  | 'unresolved'
  | 'hung'
  | 'cut'
  | 'deliveredUnread'
  | 'delivered'
  | 'answered'
  | 'answerCut';

/** One attempt of one caller on one link: a request and what became of it. */
export interface Exchange extends EventBase {
  readonly type: 'exchange';
  readonly link: string;
  readonly from: string;
  readonly to: string;
  /** Tap A's connection number, or -1 where only the client saw the attempt. */
  readonly connection: number;
  readonly callId?: string;
  readonly key?: string;
  readonly method: string;
  readonly path: string;
  readonly requestBytes: number;
  readonly class: AttemptClass;
  /** The caller closed first: a time limit, an abort, or its death (see `callerDied`). */
  readonly endedByCaller: boolean;
  readonly callerDied?: true;
  /** Status that the caller saw (class `answered` or `answerCut`). */
  readonly status?: number;
  /** Status that the service sent to tap B, when it differs or never reached the caller. */
  readonly serviceStatus?: number;
  /** Who made the answer that the caller saw. */
  readonly answeredBy?: 'service' | 'gateway';
  /** Times on the run's clock; absent = it never happened. */
  readonly sentAtMs?: number;
  readonly deliveredAtMs?: number;
  readonly answerBeganAtMs?: number;
  readonly answeredAtMs?: number;
  readonly serviceAnsweredAtMs?: number;
  readonly endedAtMs?: number;
  /** How the caller's side ended when it was not answered whole. */
  readonly ending?: 'fin' | 'rst';
  /** Who ended the delivered request at tap B. */
  readonly serviceEnding?: 'answered' | 'closed' | 'callerGone' | 'open';
  /** Life of the service that got it, 0 = the first. */
  readonly servedByLife?: number;
  /** Steps that touched it. */
  readonly steps: readonly number[];
  /** Who saw it: both taps, or only the client's own witness (refused, unresolved). */
  readonly source: 'taps' | 'client';
  /** An unplanned exit was noticed late: the class may be one off. */
  readonly marked?: true;
}

/** One effect as the sink saw it; the same key twice is two effects. */
export interface Effect extends EventBase {
  readonly type: 'effect';
  readonly key: string;
  readonly textSha: string;
  readonly by: string;
  readonly executionId?: string;
}

/** A step fired. */
export interface FaultInjected extends EventBase {
  readonly type: 'faultInjected';
  readonly step: FaultStep;
  /** How much later than planned, ms of the run. */
  readonly lateMs: number;
}

/** A step was undone, or the run ended with it in place. */
export interface FaultHealed extends EventBase {
  readonly type: 'faultHealed';
  readonly step: number;
  readonly receipt: Receipt;
}

/** Something happened to a process of the stack. */
export interface ProcessEvent extends EventBase {
  readonly type: 'process';
  readonly role: string;
  readonly life: number;
  readonly what: 'started' | 'ready' | 'terminated' | 'paused' | 'resumed' | 'exited';
  readonly code?: number;
  readonly signal?: string;
  /** By a step of the plan or the harness's own end of the run. */
  readonly planned: boolean;
}

/** What the stack's adapter read from a log line. */
export interface SignalEvent extends EventBase {
  readonly type: 'signal';
  readonly role: string;
  readonly life: number;
  readonly name: string;
  readonly value: JsonObject;
}

/** A stretch of the run begins: the load, its end, all faults healed, the end by condition or by time. */
export interface Mark extends EventBase {
  readonly type: 'mark';
  readonly what: 'loadBegins' | 'loadEnds' | 'healed' | 'drained' | 'stuck' | 'timeUp';
}

/** Where every message is when the run has ended. */
export interface FinalRead extends EventBase {
  readonly type: 'finalRead';
  /** False: the stack did not answer; the lists are then empty. */
  readonly complete: boolean;
  readonly queued: readonly string[];
  readonly deadLettered: readonly { readonly key: string; readonly reason: string }[];
}

/** Everything that can happen in a run. */
export type Event =
  | Invoke
  | Complete
  | Exchange
  | Effect
  | FaultInjected
  | FaultHealed
  | ProcessEvent
  | SignalEvent
  | Mark
  | FinalRead;

/** An event before the recorder gives it its place in the history. */
export type EventDraft = Event extends infer One
  ? One extends Event
    ? Omit<One, 'index'>
    : never
  : never;

/** One run: what was planned, what the stack promised, and what happened, in order of `atMs`. */
export interface History {
  readonly engine: 'live' | 'simulated' | 'containers';
  readonly control: boolean;
  readonly plan: Plan;
  /** ms of the run per ms of the plan. */
  readonly scale: number;
  readonly links: readonly Link[];
  readonly promises: StackPromises;
  /** Which TCP backend the links ran through. */
  readonly toxiproxy: { readonly backend: 'real' | 'embedded'; readonly version: string } | null;
  /** Connections by link that ended without a whole request head: idle ones, or attempts unseen. */
  readonly neverSent?: Readonly<Record<string, number>>;
  readonly events: readonly Event[];
}
