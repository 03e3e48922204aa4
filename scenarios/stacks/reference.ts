import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../harness/core/json.ts';
import type { LogRecord, Service, Stack, Volume } from '../../harness/core/stack.ts';
import { connectReference } from './reference-client.ts';
import { referenceLinks } from './reference-links.ts';
import { referencePromises } from './reference-promises.ts';

const program = (name: string) =>
  fileURLToPath(new URL(`../../reference-impl/services/${name}.ts`, import.meta.url));

/** A program of the stack in a role, which says that it is ready on `/ready`. */
export const service = (role: string, name: string, env: Service['env'] = {}): Service => ({
  role,
  run: { kind: 'module', path: program(name) },
  listen: [{ env: 'PORT' }],
  env: { SERVICE_NAME: role, ...env },
  ready: { kind: 'http', path: '/ready', status: 200 },
  restart: 'no',
  stop: { signal: 'SIGTERM', graceMs: 25_000 },
});

/** What a core needs in its own folder before it can work. */
export const stateFiles = {
  'model.json': '{"name":"holdfast-core-model","version":1}\n',
  'sessions.json': '{"sessions":[]}\n',
  'prime.md': '# Prime\n\nNothing remembered yet.\n',
  'Lite.md': '# Journal\n',
};

/** A folder that one role has for itself. */
export const own = (role: string, env: string, files: Volume['files'] = {}): Volume => ({
  mounts: [{ service: role, env }],
  files,
});

/** Unscaled defaults of the programs, named once so that scenarios can lean on them. */
export const referenceTimings = {
  RETRY_BASE_DELAY_MS: 1_000,
  CONNECT_TIMEOUT_MS: 5_000,
  READ_TIMEOUT_MS: 30_000,
  QUEUE_POLL_MS: 1_000,
  REDELIVERY_BASE_MS: 2_000,
  REDELIVERY_MAX_MS: 10_000,
  HA_POLL_MS: 5_000,
  MCP_READ_TIMEOUT_MS: 10_000,
  INFERENCE_READ_TIMEOUT_MS: 20_000,
  // Shorter than the program's minute, so that a run of a minute sees a breaker come back.
  CIRCUIT_BREAKER_RESET_MS: 10_000,
  CHECKPOINT_TIMEOUT_MS: 15_000,
  FORCED_EXIT_MS: 24_000,
  MODEL_LOAD_MS: 300,
  TOKEN_DELAY_MS: 60,
  POLL_INTERVAL_MS: 5_000,
  PROBE_TIMEOUT_MS: 3_000,
  ABILITY_CHECK_TIMEOUT_MS: 2_500,
  ABILITY_FRESH_MS: 1_000,
} as const;

/** Every structured log line of the programs that carries an `event` is a signal of that name. */
const signalOf = (line: LogRecord) => {
  const { event, level, time, pid, hostname, service: from, msg, ...value } = line.fields;
  return typeof event === 'string' ? { name: event, value: value as JsonObject } : undefined;
};

/** The effect file of ruling 7: one per key, published once. */
const effectOf = (text: string) => {
  const { key, text: input, executedBy, executionId } = JSON.parse(text) as Record<string, unknown>;
  if (typeof key !== 'string' || typeof input !== 'string') return undefined;
  return {
    key,
    text: input,
    by: String(executedBy),
    ...(typeof executionId === 'string' ? { executionId } : {}),
  };
};

/** The reference stack: web, two cores, two tool servers, the inference server, the watchdog. */
export const referenceStack: Stack = {
  name: 'reference',
  services: [
    service('prime', 'prime', { TOKENS: '4' }),
    service('mcp', 'mcp'),
    service('mcp-candidate', 'mcp'),
    // Without a sync nobody reads the sessions: nothing is written that costs the disk time.
    service('core', 'core', { SESSION_FLUSH_MS: '0' }),
    service('core-candidate', 'core', { ROLE: 'standby' }),
    service('orchestrator', 'orchestrator'),
    service('web', 'web'),
  ],
  links: referenceLinks,
  volumes: {
    shared: {
      mounts: ['web', 'core', 'core-candidate', 'mcp', 'mcp-candidate', 'orchestrator'].map(
        (role) => ({ service: role, env: 'SHARED_DIR' }),
      ),
      folders: [
        'effects',
        'tool_effects',
        'council',
        'lite_journal',
        'temporal_states',
        'timeline',
      ],
    },
    'web-data': own('web', 'DATA_DIR'),
    'core-state': own('core', 'STATE_DIR', stateFiles),
    'candidate-state': own('core-candidate', 'STATE_DIR', stateFiles),
    'mcp-data': own('mcp', 'DATA_DIR'),
    'mcp-candidate-data': own('mcp-candidate', 'DATA_DIR'),
    'orchestrator-data': own('orchestrator', 'DATA_DIR'),
  },
  timings: referenceTimings,
  effects: { volume: 'shared', folder: 'effects', parse: effectOf },
  promises: referencePromises,
  signals: signalOf,
  connect: connectReference,
};
