import type { z } from 'zod';
import type { Exchange, ProcessEvent } from './history.ts';
import type { JsonObject } from './json.ts';
import type { Ports } from './ports.ts';

/** The families that a report draws apart. */
export type FaultFamily = 'network' | 'http' | 'process' | 'disk' | 'clock' | 'dependency';

/** When a step fires: at a time after the workload's start, or at something that happens. */
export type When =
  | { readonly atMs: number }
  | {
      readonly link: string;
      /** 1 = the first exchange after the workload's start. */
      readonly nth: number;
      readonly phase: 'attempted' | 'delivered' | 'answered';
    }
  | { readonly signal: string; readonly where?: JsonObject; readonly afterMs?: number };

/** One fault of a plan, as data. Times are unscaled ms. */
export interface FaultStep {
  readonly id: number;
  readonly kind: string;
  /** A role (`core`), a link (`web>core`) or a volume. */
  readonly target: string;
  readonly params: JsonObject;
  readonly when: When;
  readonly heal: { readonly afterMs: number } | 'never';
  /** The step may find nothing to disturb without making the run inert. */
  readonly mayBeIdle?: true;
}

/** How often a fault really changed something, by what it changed. All numbers are counts, ms or bytes. */
export type Counts = Readonly<Record<string, number>>;

/** What a step really did; `effective` is derived from the counts, never written by a fault. */
export interface Receipt {
  readonly effective: boolean;
  readonly counts: Counts;
}

/** Undoes exactly what the step did, and says what it had changed. */
export type Heal = () => Promise<Counts>;

/** What a fault needs of an engine, and how it must be healed. */
export interface Fault<Params extends JsonObject = JsonObject> {
  readonly kind: string;
  readonly family: FaultFamily;
  /** One sentence for `holdfast list` and the report. */
  readonly about: string;
  /** What its target must be. */
  readonly on: 'link' | 'role' | 'volume';
  /** The port an engine must offer for the target. */
  readonly needs: keyof Ports;
  readonly params: z.ZodType<Params>;
  /** Parameters that show it at work, for the law tests and `explain`. */
  readonly sample: Params;
  inject(ports: Ports, step: FaultStep & { readonly params: Params }): Promise<Heal>;
  /**
   * Counts that only the finished history shows (attempts blocked, requests cut), taken from the
   * exchanges that touch the target between injection and settling. Added to what the heal counted.
   */
  evidence?(window: FaultWindow): Counts;
  /** Which counts are effects; others (for example `exits`) only inform. */
  readonly effects: readonly string[];
  /** Weaker versions of a step, for shrinking. */
  weaker(step: FaultStep): readonly FaultStep[];
}

/** What a fault's evidence is drawn from. */
export interface FaultWindow {
  readonly step: FaultStep;
  readonly fromMs: number;
  /** The heal, or the end of the run. */
  readonly toMs: number;
  /** Exchanges on links to or from the target that overlap the window. */
  readonly exchanges: readonly Exchange[];
  readonly processes: readonly ProcessEvent[];
}
