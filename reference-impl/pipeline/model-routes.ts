import type { ModelHierarchies } from '../resilience/models/model-hierarchy.ts';
import { SettingsError } from '../settings/settings-error.ts';

/** Where a model is asked for, and what it is called there. */
export interface ModelRoute {
  readonly server: 'prime' | 'groq' | 'openai';
  readonly name: string;
}

/** The models of the default hierarchies over the servers that the stack has. */
export const modelRoutes: Readonly<Record<string, ModelRoute>> = {
  'opencode/gpt-5-nano': { server: 'prime', name: 'prime' },
  'opencode/codellama-7b': { server: 'prime', name: 'prime' },
  'opencode/mixtral-8x7b': { server: 'groq', name: 'llama-3.3-70b-versatile' },
  'opencode/codellama-13b': { server: 'groq', name: 'llama-3.1-8b-instant' },
  'opencode/gpt-4-turbo': { server: 'openai', name: 'gpt-4-turbo' },
};

/** Throws a `SettingsError` that names every model of a hierarchy which nothing serves. */
export function ensureRouted(hierarchies: ModelHierarchies): void {
  const lacking = Object.entries(hierarchies).flatMap(([role, ranked]) =>
    ranked
      .filter(({ model }) => !Object.hasOwn(modelRoutes, model))
      .map(({ model }) => `model_hierarchies.${role} has ${model}; allowed: ${allowed}`),
  );
  if (lacking.length > 0) throw new SettingsError(lacking);
}

const allowed = Object.keys(modelRoutes).join(', ');
