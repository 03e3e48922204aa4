import type { Signal } from '../../../../core/stack.ts';

/** A signal that is sent from the outside once the program has written a line. */
export interface SignalStep {
  readonly after: string;
  /** How long the sender waits after that line. */
  readonly waitMs?: number;
  readonly send: Signal;
}

/** A small ordinary program whose lines, exit code and signal are compared. */
export interface ProcessProbe {
  readonly run: () => unknown;
  readonly signals?: readonly SignalStep[];
}

/** Probes of processes by name; a function alone is a program that gets no signals. */
export type ProcessProbes = Readonly<Record<string, ProcessProbe | (() => unknown)>>;
