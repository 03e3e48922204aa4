import type { SourceEdit } from '../core/engine.ts';
import type { Plan } from '../core/plan.ts';
import type { ReportRun } from '../core/report-model.ts';
import type { RunStatus } from '../core/verdict.ts';
import type { Judged } from '../judge.ts';

/** One simulated run to be made: a scenario, a seed, and where to keep what is worth keeping. */
export interface Schedule {
  readonly scenarioFile: string;
  readonly scenario: string;
  readonly seed: number;
  /** In place of the plan that the seed draws. */
  readonly plan?: Plan;
  /** Bugs that are planted in the sources as they are loaded. */
  readonly edits?: readonly SourceEdit[];
  /** The plan is always kept here; the history when the run is not held, or when `keep` says so. */
  readonly folder: string;
  readonly keep: boolean;
}

/** What became of it, small enough for thousands: the history stays with the worker. */
export interface ScheduleOutcome {
  readonly schedule: Schedule;
  readonly status: RunStatus;
  readonly effective: boolean;
  readonly reasons: readonly string[];
  readonly verdicts: readonly Omit<Judged, 'about'>[];
  readonly faults: readonly { readonly fault: string; readonly effective: boolean }[];
  readonly goals: readonly string[];
  readonly operations: ReportRun['operations'];
  readonly exchanges: number;
  readonly traceHash: string;
  readonly virtualMs: number;
  readonly wallMs: number;
  /** The history lies in the schedule's folder. */
  readonly kept: boolean;
}

/** A worker's answer: an outcome, or an error of ours with its stack. */
export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'outcome'; readonly outcome: ScheduleOutcome }
  | { readonly kind: 'error'; readonly stack: string };
