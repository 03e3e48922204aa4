import type { History } from '../../core/history.ts';
import type { Verdict } from '../../core/verdict.ts';

/** A tiny hand-written history, and what an invariant must say of it. */
export interface Example {
  /** What happens, in a sentence. */
  readonly title: string;
  readonly is: Verdict['status'];
  readonly history: History;
  /** A part of the reason that must be given, where it matters which one. */
  readonly saying?: string;
}
