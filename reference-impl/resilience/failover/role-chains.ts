import type { BreakerState } from '../breaker/breaker-rules.ts';
import {
  createModelFallbackChain,
  type ModelFallbackChain,
} from '../models/model-fallback-chain.ts';
import type { ModelHierarchies } from '../models/model-hierarchy.ts';
import { type RememberedModel, rememberModel } from '../models/remembered-model.ts';
import { modelSchedule } from '../retry/schedules.ts';
import type { Sleep } from '../retry/sleep.ts';
import type { FailoverOptions } from './failover-options.ts';

/** What a model is asked, and in which role. */
export interface ModelQuestion {
  readonly role: string;
  readonly prompt: string;
}

/** What a model says; `partial` when it stopped before its end. */
export interface ModelAnswer {
  readonly text: string;
  readonly partial?: boolean;
}

/** Asks one model once; it should give up when the signal aborts. */
export type AskModel = (
  model: string,
  question: ModelQuestion,
  signal: AbortSignal,
) => Promise<ModelAnswer>;

/** What the chains of all roles are made of. */
export interface RoleChainOptions {
  readonly ask: AskModel;
  readonly hierarchies: ModelHierarchies;
  readonly options: FailoverOptions;
  readonly failPrimary: boolean;
  readonly onBreaker: (model: string, from: BreakerState, to: BreakerState) => void;
  readonly sleep?: Sleep;
}

/** One chain a role, over models that remember their health for all roles. */
export interface RoleChains {
  readonly models: ReadonlyMap<string, RememberedModel<ModelQuestion, ModelAnswer>>;
  readonly chains: ReadonlyMap<string, ModelFallbackChain<ModelQuestion, ModelAnswer>>;
}

/** Builds the chains; a model that several roles use has one breaker (ruling 9). */
export function buildRoleChains(build: RoleChainOptions): RoleChains {
  const { hierarchies, options, sleep } = build;
  const models = new Map<string, RememberedModel<ModelQuestion, ModelAnswer>>();
  const modelOf = (name: string) => {
    const model = models.get(name) ?? createModel(build, name);
    models.set(name, model);
    return model;
  };
  const chains = new Map(
    Object.entries(hierarchies).map(([role, ranked]) => [
      role,
      createModelFallbackChain<ModelQuestion, ModelAnswer>(
        ranked.map(({ model }) => modelOf(model)),
        {
          schedule: { ...modelSchedule, maxRetries: options.maxRetries },
          isPartial: ({ partial }) => partial === true,
          acceptPartial: options.partialSuccess,
          ...(sleep && { sleep }),
        },
      ),
    ]),
  );
  return { models, chains };
}

function createModel(build: RoleChainOptions, name: string) {
  const { ask, hierarchies, options, failPrimary, onBreaker } = build;
  return rememberModel<ModelQuestion, ModelAnswer>({
    name,
    timeLimitMs: options.timeLimitMs,
    breaker: {
      failureThreshold: options.failureThreshold,
      resetTimeoutMs: options.resetTimeoutMs,
      monitoringPeriodMs: options.monitoringPeriodMs,
      onChange: (from, to) => onBreaker(name, from, to),
    },
    ask: async (question, signal) => {
      const isPrimary = hierarchies[question.role]?.[0]?.model === name;
      if (failPrimary && isPrimary) throw new Error('FAIL_PRIMARY is set');
      return ask(name, question, signal);
    },
  });
}
