import type { FaultStep } from './fault.ts';
import type { Event, EventDraft } from './history.ts';
import type { Workload } from './plan.ts';
import type { Rng } from './rng.ts';
import type { Env, Stack, Topology } from './stack.ts';
import type { Invariant } from './verdict.ts';

/** Something that must happen sometimes; counted, and reported when never reached. */
export interface Goal {
  readonly name: string;
  reached(events: readonly Event[]): boolean;
}

/** What a scenario's `settled` may look at. */
export interface RunView {
  readonly nowMs: number;
  readonly events: readonly EventDraft[];
}

/** One story: a stack, a load, the faults, and the rules that must hold. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly stack: Stack;
  readonly workload: Workload;
  /** The fault schedule; drawn from the seed, decided before the run. Times are unscaled ms. */
  faults(rng: Rng, topology: Topology): readonly FaultStep[];
  readonly invariants: readonly Invariant[];
  /** Names of the invariants that it is made to put to the test: not checked is then unknown. */
  readonly mustCheck?: readonly string[];
  readonly goals?: readonly Goal[];
  /** Requirement ids that it puts to the test. */
  readonly exercises: readonly string[];
  readonly live: 'chaos' | 'nightly' | { readonly never: string };
  /** ms of a live run per ms of the plan (default 0.1), and the timings that stay as they are. */
  readonly scale?: { readonly live: number; readonly unscaled?: readonly string[] };
  /** Timings that differ from the stack's, unscaled ms. */
  readonly timings?: Readonly<Record<string, number>>;
  /** What differs when it is simulated: virtual time costs nothing, so rules that count may be given more. */
  readonly simulated?: {
    readonly workload?: Workload;
    readonly faults?: Scenario['faults'];
    /** Too long for a chaos run; `chaos` unless said otherwise. */
    readonly suite?: 'nightly';
  };
  /** Variables that differ from the stack's, by role. */
  readonly env?: Readonly<Record<string, Env>>;
  /** What must be seen, beside healed faults and an empty queue, before the run may end early. */
  settled?(view: RunView): boolean;
}

/** A scenario as an engine of that name runs it. */
export const scenarioFor = (
  engine: 'live' | 'simulated' | 'containers',
  scenario: Scenario,
): Scenario =>
  engine === 'simulated' && scenario.simulated !== undefined
    ? { ...scenario, ...scenario.simulated }
    : scenario;

/** Declares a scenario; the default export of a `*.scenario.ts` file. */
export const defineScenario = (scenario: Scenario): Scenario => scenario;

/** A fault step as a scenario writes it: the id is its place in the list. */
export const defineSteps = (steps: readonly Omit<FaultStep, 'id'>[]): readonly FaultStep[] =>
  steps.map((step, index) => ({ id: index + 1, ...step }));
