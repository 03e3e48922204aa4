import type { History } from './history.ts';

/** What an invariant says of one history; `checked` counts how often it could have failed. */
export type Verdict =
  | { readonly status: 'held'; readonly checked: number; readonly because: string }
  | { readonly status: 'vacuous'; readonly because: string }
  | {
      readonly status: 'violated';
      readonly checked: number;
      readonly because: string;
      /** Indices of the events that show it. */
      readonly witnesses: readonly number[];
    }
  | { readonly status: 'unknown'; readonly because: string };

/** A rule over histories: pure, and honest about how often it was put to the test. */
export interface Invariant {
  readonly name: string;
  /** What it means in plain words, for the report and `explain`. */
  readonly about: string;
  /** What to do when it is violated, for `explain`. */
  readonly remedy: string;
  readonly reads: 'general' | 'reference';
  /** Kinds of fault that excuse a violation of it (none for most). */
  readonly excuses: readonly string[];
  check(history: History): Verdict;
}

/** Status of one scenario run, and of a whole report. */
export type RunStatus = 'held' | 'violated' | 'inert' | 'unknown' | 'skipped';
