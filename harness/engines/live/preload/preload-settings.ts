import type { SourceEdit } from '../../../core/engine.ts';

/** What a process of the run is told beside what its stack tells it. */
export interface PreloadSettings {
  /** The caller's role, as links name it. */
  readonly role: string;
  /** File that attempts nobody else can see are appended to. */
  readonly witnessFile: string;
  /** Lower-case names of the headers that tell calls and messages apart. */
  readonly headers: readonly string[];
  readonly projectRoot: string;
  readonly edits: readonly SourceEdit[];
}

/** The variable that carries the settings as JSON. */
export const settingsVariable = 'HOLDFAST_PRELOAD';

/** An attempt as the client saw it fail before any tap could. */
export interface WitnessedAttempt {
  readonly type: 'attempt';
  readonly from: string;
  /** Monotonic ms. */
  readonly atMs: number;
  /** `net` is written for every socket; it counts only on links that are not HTTP. */
  readonly by: 'undici' | 'http' | 'net';
  readonly class: 'refused' | 'unresolved' | 'hung';
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An edit was applied while its file was loaded. */
export interface WitnessedEdit {
  readonly type: 'edit';
  readonly file: string;
}

/** One line of the witness file. */
export type WitnessLine = WitnessedAttempt | WitnessedEdit;
