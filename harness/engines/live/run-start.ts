import type { RunJob } from '../../core/engine.ts';
import type { Guardian } from './start-guardian.ts';

/** What one engine uses for all of its runs. */
export interface LiveSettings {
  readonly projectRoot: string;
  readonly allowHosts: readonly string[];
  readonly readyLimitMs: number;
  readonly guardian: Guardian;
}

/** What a run that is being started belongs to. */
export interface RunStart {
  readonly settings: LiveSettings;
  readonly job: RunJob;
  /** Undone, newest first, when the run is over; also when it never came up. */
  readonly undo: AsyncDisposableStack;
  /** Told of errors that happen between two calls. */
  readonly fail: (error: unknown) => void;
}
