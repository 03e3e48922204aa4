import type { PipelineEffects } from './pipeline-effects.ts';
import type { AgentGround } from './run-agent.ts';

/** What the work on ideas needs. */
export interface IdeaGround extends AgentGround {
  readonly effects: PipelineEffects;
  readonly coders: number;
  readonly milestonesMax: number;
  readonly batchRetries: number;
  /** Counts what is told, so that a log's reader knows what came first. */
  readonly nextOrder: () => number;
  /** Aborts when the pipeline stops. */
  readonly signal: AbortSignal;
}
