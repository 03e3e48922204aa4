import type { Log } from '../logging/create-logger.ts';
import type { AgentBreakers } from '../resilience/breaker/agent-breakers.ts';
import { BreakerOpen } from '../resilience/breaker/breaker-open.ts';
import { degrade } from '../resilience/degradation/degrade.ts';
import { messageOf } from '../resilience/errors/error-response.ts';
import type { FailoverManager } from '../resilience/failover/failover-manager.ts';
import type { FailoverResult } from '../resilience/failover/failover-result.ts';
import { withReference } from './prompt-reference.ts';

/** What all agents work with. */
export interface AgentGround {
  readonly failover: FailoverManager;
  readonly breakers: AgentBreakers;
  readonly log: Log;
}

/** One thing that one agent is asked for. */
export interface AgentTask {
  readonly agent: string;
  readonly role: 'planner' | 'coder' | 'reviewer';
  readonly cluster?: string;
  /** Names the task in logs and at the servers. */
  readonly reference: string;
  readonly prompt: string;
  readonly signal: AbortSignal;
}

/** No model answered an agent; the result says what stands in. */
export class AgentWithoutModel extends Error {
  override readonly name = 'AgentWithoutModel';
  readonly result: FailoverResult;

  constructor(result: Exclude<FailoverResult, { readonly source: 'model' }>) {
    super(result.error);
    this.result = result;
  }
}

/**
 * Asks an agent, behind the breaker that is its own (U3). No answer of a model is a failure of the
 * agent, and gives a stand-in, flagged; so does a breaker that is open. Rejects when the caller leaves.
 */
export async function runAgent(ground: AgentGround, task: AgentTask): Promise<FailoverResult> {
  const result = await ask(ground, task);
  const { agent, role, reference } = task;
  const { source, model, degraded, fallback, partial } = result;
  const said = { agent, role, reference, source, model, degraded, fallback, partial };
  ground.log.info({ event: 'agentResult', ...said }, `${agent}: ${model ?? source}`);
  return result;
}

async function ask(ground: AgentGround, task: AgentTask): Promise<FailoverResult> {
  const { failover, breakers, log } = ground;
  const { agent, role, cluster, reference, signal } = task;
  const prompt = withReference(reference, task.prompt);
  const who = cluster === undefined ? { agent } : { agent, cluster };
  try {
    return await breakers.call(who, async () => {
      const result = await failover.executeWithFailover(role, prompt, { signal });
      const ok = result.source === 'model';
      log.info({ event: 'agentCall', agent, reference, ok }, `${agent}: ${ok ? 'ok' : 'failed'}`);
      if (result.source !== 'model') throw new AgentWithoutModel(result);
      return result;
    });
  } catch (error) {
    if (error instanceof AgentWithoutModel) return error.result;
    if (error instanceof BreakerOpen) return standIn(ground, task, messageOf(error));
    throw error;
  }
}

/** The agent was not asked: its breaker is open. */
function standIn({ failover, log }: AgentGround, task: AgentTask, error: string): FailoverResult {
  const none = { model: null, fallback: false, partial: false, error, attempts: [] } as const;
  if (!failover.options.gracefulDegradation) {
    return { source: 'none', success: false, degraded: false, ...none };
  }
  const stand = degrade(task.role, { task: task.prompt, reason: error });
  const { source } = stand;
  const alert = { kind: 'degraded', role: task.role, source, reason: error, atMs: Date.now() };
  log.error({ event: 'alert', ...alert }, `${task.role}: degraded to ${source}`);
  return stand.source === 'template'
    ? { ...stand, success: true, ...none }
    : { ...stand, success: false, ...none };
}
