import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import type { AttemptOutcome } from '../client/attempt-outcome.ts';
import { attemptCompletion } from '../inference/attempt-completion.ts';
import { AttemptFailed } from '../inference/attempt-failed.ts';
import { createOpenaiWire } from '../inference/openai-wire.ts';
import type { AskModel } from '../resilience/failover/role-chains.ts';
import { type ModelRoute, modelRoutes } from './model-routes.ts';
import type { PipelineSettings } from './pipeline-settings.ts';
import { referenceIn } from './prompt-reference.ts';

/** One try at a model that brought nothing; its code or status says of what kind it was. */
export class ModelFailed extends Error {
  override readonly name = 'ModelFailed';
  readonly code: string | undefined;
  readonly status: number | undefined;

  constructor(model: string, failure: AttemptFailed) {
    super(`${model}: ${failure.message}`, { cause: failure });
    const { code, status } = kindOf(failure.outcome);
    this.code = code;
    this.status = status;
  }
}

/**
 * Asks the models over HTTP, one attempt a call: it is the chain that tries again. The call's id
 * begins with the model's name, and its key is the reference in the prompt's first line.
 */
export function createAskModels(
  settings: PipelineSettings,
  timeLimitMs: number,
): { readonly ask: AskModel; close(): void } {
  const agent = new Agent({ keepAlive: true });
  const limits = { connectMs: settings.CONNECT_TIMEOUT_MS, readMs: timeLimitMs * 2 };
  const ask: AskModel = async (model, { prompt }, signal) => {
    const route = modelRoutes[model];
    if (route === undefined) throw new Error(`nothing serves the model ${model}`);
    const { baseUrl, path, key } = serverOf(settings, route);
    if (baseUrl === '') throw new Error(`${model} needs ${route.server}: set its endpoint`);
    const wire = createOpenaiWire({
      ...{ model: route.name, stream: false, path },
      ...(key === '' ? {} : { key }),
    });
    const asked = { prompt, key: referenceIn(prompt), signal };
    try {
      const call = { baseUrl, wire, agent, limits };
      const { text } = await attemptCompletion(call, asked, `${model}#${randomUUID()}`);
      return { text };
    } catch (error) {
      throw error instanceof AttemptFailed ? new ModelFailed(model, error) : error;
    }
  };
  return { ask, close: () => agent.destroy() };
}

function serverOf(settings: PipelineSettings, { server }: ModelRoute) {
  const path = '/v1/chat/completions';
  switch (server) {
    case 'prime':
      return { baseUrl: settings.PRIME_ENDPOINT, path, key: '' };
    case 'groq':
      return {
        ...{ baseUrl: settings.GROQ_ENDPOINT, path: `/openai${path}` },
        key: settings.GROQ_API_KEY,
      };
    case 'openai':
      return { baseUrl: settings.OPENAI_ENDPOINT, path, key: settings.OPENAI_API_KEY };
  }
}

/** In the words that the classification of errors knows. */
function kindOf(outcome: AttemptOutcome): { readonly code?: string; readonly status?: number } {
  switch (outcome.kind) {
    case 'answered':
      return { status: outcome.status };
    case 'timedOut':
      return { code: 'ETIMEDOUT' };
    case 'aborted':
      return { code: 'ABORT_ERR' };
    default:
      return { code: outcome.code };
  }
}
