import type * as fs from 'node:fs';
import type * as promises from 'node:fs/promises';

/** What a probe acts on: an empty folder of a real or of a simulated disk. */
export interface ProbeScene {
  readonly fs: typeof fs;
  readonly promises: typeof promises;
  /** An absolute path in the scene's folder. */
  readonly at: (name: string) => string;
  /** Notes what the program saw. */
  readonly see: (...what: readonly unknown[]) => void;
  /** Runs and notes its result or its error; the scene's folder is written as `~`. */
  readonly attempt: (name: string, run: () => unknown) => Promise<void>;
  /** The same for a call with a callback. */
  readonly callback: (
    name: string,
    run: (done: (...results: readonly unknown[]) => void) => void,
  ) => Promise<void>;
  /** Waits until a condition holds, while events go on. */
  readonly until: (condition: () => boolean) => Promise<void>;
}

/** A small ordinary program over files. */
export type Probe = (scene: ProbeScene) => Promise<void> | void;

/** Probes by name. */
export type Probes = Readonly<Record<string, Probe>>;
