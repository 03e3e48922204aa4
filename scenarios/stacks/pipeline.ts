import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../harness/core/json.ts';
import {
  clientRole,
  type Env,
  type Link,
  type Service,
  type Stack,
} from '../../harness/core/stack.ts';
import { connectPipeline } from './pipeline-client.ts';

const service = (role: string, env: Env = {}): Service => ({
  role,
  run: {
    kind: 'module',
    path: fileURLToPath(new URL(`../../reference-impl/services/${role}.ts`, import.meta.url)),
  },
  listen: [{ env: 'PORT' }],
  env: { SERVICE_NAME: role, ...env },
  ready: { kind: 'http', path: '/ready', status: 200 },
  restart: 'no',
  stop: { signal: 'SIGTERM', graceMs: 25_000 },
});

const link = (from: string, to: string, tell: Link['tell'], route?: Link['route']): Link => ({
  ...{ from, to, tell, protocol: 'http', keyHeaders: ['x-idempotency-key'] },
  ...(route === undefined ? {} : { route }),
});

const model = (order: number): Link['route'] => ({ group: 'agents’ models', order, kind: 'model' });
const url = (env: string, path?: string) =>
  ({ env, format: 'url', ...(path === undefined ? {} : { path }) }) as const;

const resetTimeoutMs = 15_000;
const tryLimitMs = 10_000;

/** Unscaled times of the pipeline, its models and its tracker. */
const pipelineTimings = {
  TOKEN_DELAY_MS: 20,
  ANSWER_DELAY_MS: 50,
  CONNECT_TIMEOUT_MS: 2_000,
  MODEL_TIME_LIMIT_MS: tryLimitMs,
  MODEL_RETRY_BASE_MS: 1_000,
  FAILOVER_RESET_TIMEOUT_MS: resetTimeoutMs,
  FAILOVER_MONITORING_PERIOD_MS: 300_000,
  AGENT_WAIT_MS: 1_000,
  TRACKER_TIMEOUT_MS: 5_000,
  OUTBOX_RETRY_MS: 5_000,
  FORCED_EXIT_MS: 24_000,
} as const;

const timing = (timings: Readonly<Record<string, number>>, name: string): number => {
  const ms = timings[name];
  if (ms === undefined) throw new Error(`pipeline stack: no timing ${name}; add it to the stack`);
  return ms;
};

/** Planner, coders and reviewer over the models of prime and providers, and their issue tracker. */
export const pipelineStack: Stack = {
  name: 'pipeline',
  services: [
    service('prime'),
    service('providers'),
    service('tracker'),
    service('pipeline', {
      RESUME: 'true',
      GROQ_API_KEY: 'groq-key',
      OPENAI_API_KEY: 'openai-key',
      // The machine's own memory and disk are not those of the scenario.
      MEMORY_LIMIT_PERCENT: '0',
      DISK_FREE_LIMIT_PERCENT: '0',
    }),
  ],
  links: [
    link(clientRole, 'pipeline', [url('PIPELINE_ENDPOINT')]),
    link('pipeline', 'prime', [url('PRIME_ENDPOINT')], model(0)),
    link(
      'pipeline',
      'providers',
      [url('GROQ_ENDPOINT', '/groq'), url('OPENAI_ENDPOINT', '/openai')],
      model(1),
    ),
    link('pipeline', 'tracker', [url('TRACKER_ENDPOINT')]),
  ],
  volumes: {
    shared: { mounts: [{ service: 'pipeline', env: 'SHARED_DIR' }], folders: ['effects'] },
    'pipeline-data': { mounts: [{ service: 'pipeline', env: 'DATA_DIR' }] },
  },
  timings: pipelineTimings,
  effects: {
    volume: 'shared',
    folder: 'effects',
    parse(text) {
      const { key, text: work, executedBy, executionId } = JSON.parse(text) as JsonObject;
      if (typeof key !== 'string' || typeof work !== 'string') return undefined;
      const by = String(executedBy);
      return { key, text: work, by, executionId: String(executionId) };
    },
  },
  promises(timings) {
    const of = (name: string) => timing(timings, name);
    const graceMs = (of('FORCED_EXIT_MS') * 25) / 24;
    return {
      retry: [],
      requestLimitMs: { pipeline: of('MODEL_TIME_LIMIT_MS') },
      graceMs: { pipeline: graceMs },
      checkpoints: { pipeline: ['pipeline'] },
      checkpointLimitMs: { pipeline: (of('FORCED_EXIT_MS') * 15) / 24 },
      modelCalls: {
        role: 'pipeline',
        tryLimitMs: of('MODEL_TIME_LIMIT_MS'),
        resetTimeoutMs: of('FAILOVER_RESET_TIMEOUT_MS'),
        ...{ halfOpenProbes: 1, agentFailureThreshold: 5, minSuccessRate: 0.5 },
      },
      longestWaitMs: 3 * of('MODEL_TIME_LIMIT_MS'),
      keepsOrder: false,
    };
  },
  signals(line) {
    const { event, level, time, pid, hostname, service: from, msg, ...value } = line.fields;
    return typeof event === 'string' ? { name: event, value: value as JsonObject } : undefined;
  },
  connect: connectPipeline,
};
