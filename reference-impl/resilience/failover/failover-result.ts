import type { TemplateOutput } from '../degradation/degraded-output.ts';
import type { ModelAttempt } from '../models/model-fallback-chain.ts';

/** What came of an execution (F1): which model answered, or what stands in for an answer. */
export type FailoverResult =
  | {
      readonly source: 'model';
      readonly success: true;
      readonly model: string;
      readonly text: string;
      readonly fallback: boolean;
      readonly degraded: false;
      /** True when the model said only a part of its answer. */
      readonly partial: boolean;
      readonly attempts: readonly ModelAttempt[];
    }
  | (NoModel & {
      readonly source: 'template';
      readonly success: true;
      readonly degraded: true;
      readonly output: TemplateOutput;
    })
  | (NoModel & {
      readonly source: 'manual';
      readonly success: false;
      readonly degraded: true;
      readonly instructions: string;
    })
  | (NoModel & { readonly source: 'none'; readonly success: false; readonly degraded: false });

interface NoModel {
  readonly model: null;
  readonly fallback: false;
  readonly partial: false;
  /** Why no model answered. */
  readonly error: string;
  readonly attempts: readonly ModelAttempt[];
}
