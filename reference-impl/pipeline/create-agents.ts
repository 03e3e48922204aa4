import type { Log } from '../logging/create-logger.ts';
import { type AgentBreakers, createAgentBreakers } from '../resilience/breaker/agent-breakers.ts';
import {
  createFailoverManager,
  type FailoverManager,
} from '../resilience/failover/failover-manager.ts';
import { modelSchedule } from '../resilience/retry/schedules.ts';
import { type Sleep, sleep } from '../resilience/retry/sleep.ts';
import { readCircuitBreakerSettings } from '../resilience/settings/circuit-breaker-settings.ts';
import { readFailoverSettings, readHierarchies } from '../resilience/settings/failover-settings.ts';
import { readSettingsFile } from '../resilience/settings/settings-file.ts';
import type { Environment } from '../settings/read-settings.ts';
import { createAskModels } from './ask-models.ts';
import { ensureRouted } from './model-routes.ts';
import type { PipelineSettings } from './pipeline-settings.ts';
import { AgentWithoutModel } from './run-agent.ts';

/** The agents' models with their breakers, and the breakers of the agents themselves. */
export interface Agents {
  readonly failover: FailoverManager;
  readonly breakers: AgentBreakers;
  close(): void;
}

/** Creates them; throws a `SettingsError` that names what is wrong. */
export function createAgents(settings: PipelineSettings, env: Environment, log: Log): Agents {
  const file = readSettingsFile(settings.SETTINGS_FILE);
  const { options, failPrimary } = readFailoverSettings(env, file.failover);
  const hierarchies = readHierarchies(file.model_hierarchies);
  ensureRouted(hierarchies);
  const { ask, close } = createAskModels(settings, options.timeLimitMs);
  // The waits of F2 are those of the schedule, in the pipeline's own measure.
  const measure = settings.MODEL_RETRY_BASE_MS / modelSchedule.baseDelayMs;
  const measured: Sleep = (ms, signal) => sleep(ms * measure, signal);
  const failover = createFailoverManager({
    ...{ ask, log, hierarchies, options, failPrimary, sleep: measured },
  });
  const breakers = createAgentBreakers({
    ...readCircuitBreakerSettings(env, file.circuit_breaker),
    isFailure: (error) => error instanceof AgentWithoutModel,
    waitMs: settings.AGENT_WAIT_MS,
    onChange({ agent, cluster, from, to }) {
      const fields = { event: 'agentBreaker', agent, cluster, from, to, atMs: Date.now() };
      log.warn(fields, `${agent}: breaker ${from} -> ${to}`);
    },
  });
  return { failover, breakers, close };
}
