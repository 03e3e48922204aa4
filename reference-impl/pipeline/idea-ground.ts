import type { PipelineEffects } from './pipeline-effects.ts';
import type { AgentGround } from './run-agent.ts';

/** What the work on ideas needs. */
export interface IdeaGround extends AgentGround {
  readonly effects: PipelineEffects;
  readonly coders: number;
  readonly milestonesMax: number;
  readonly batchRetries: number;
  /** Aborts when the pipeline stops. */
  readonly signal: AbortSignal;
}
