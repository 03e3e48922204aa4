import type { Operation, QueueState } from './client.ts';
import type { Fault, When } from './fault.ts';
import type { EventDraft } from './history.ts';

import type { Plan } from './plan.ts';
import type { Ports } from './ports.ts';
import type { Scenario } from './scenario.ts';
import type { Env, StackPromises } from './stack.ts';

/** One run as an engine is asked for it. */
export interface RunJob {
  readonly id: string;
  readonly scenario: Scenario;
  /** Where the scenario's module lies: other processes load it by path. */
  readonly scenarioFile: string;
  readonly plan: Plan;
  readonly control: boolean;
  readonly scale: number;
  /** Effective timings of the run, scaled. */
  readonly timings: Readonly<Record<string, number>>;
  readonly promises: StackPromises;
  /** Folder of the run: `logs/` and evidence go here. */
  readonly folder: string;
  readonly toxiproxy: 'auto' | 'real' | 'embedded';
  /** Aborted by Ctrl-C: `host` then rejects with the signal's reason, after it has cleaned up. */
  readonly signal: AbortSignal;
  /** The faults of the plan's steps, by kind; without them every step may need every port. */
  readonly catalogue?: ReadonlyMap<string, Fault>;
  /** Text replacements applied to the stack's sources as they are loaded (planted bugs). */
  readonly edits: readonly SourceEdit[];
}

/** A planted change of one source file. */
export interface SourceEdit {
  /** Path below the project's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A started stack with everything that a run does to it. Times are ms of the run. */
export interface World {
  readonly toxiproxy: { readonly backend: 'real' | 'embedded'; readonly version: string } | null;
  readonly ports: Ports;
  /** Variables of a client that is a process of its own: the endpoints of its links, the run's mark. */
  readonly clientEnv?: Env;
  /** ms after `begin`; negative before. */
  nowMs(): number;
  /** Makes this instant 0. Called once, after the warm-up operation. */
  begin(): void;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves when the condition of a step is met; never for `atMs` conditions. */
  occurs(when: When, signal: AbortSignal): Promise<void>;
  /** Carries out the operations as an open loop; resolves when all have completed. */
  load(operations: readonly Operation[], signal: AbortSignal): Promise<void>;
  drain(signal: AbortSignal): Promise<QueueState>;
  /** Events so far, in order of arrival. */
  events(): readonly EventDraft[];
  /** Our own events (faults, marks). */
  record(event: EventDraft): void;
  /** Stops the stack and gathers the evidence that only its end shows (open exchanges, last effects). */
  finish(): Promise<void>;
  /** After `finish`: connections by link that ended without a whole request head. */
  neverSent?(): Readonly<Record<string, number>>;
}

/** Why an engine cannot disturb a target. */
export interface Lacking {
  readonly lacking: string;
}

/** A way to run a scenario: it hosts a stack, offers ports, and leaves nothing behind. */
export interface Engine {
  readonly name: 'live' | 'simulated' | 'containers';
  /** Whether a port exists for a target of this scenario's stack, or why not. */
  offers(scenario: Scenario, port: keyof Ports, target: string): true | Lacking;
  host<T>(job: RunJob, main: (world: World) => Promise<T>): Promise<T>;
}
