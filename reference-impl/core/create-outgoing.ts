import { createToolClient, type ToolClient } from '../client/tool-client.ts';
import type { ModelProvider } from '../inference/completion.ts';
import { createModelPool, type PooledProvider } from '../inference/model-pool.ts';
import { createPrimeProvider } from '../inference/prime-provider.ts';
import { createPublicProviders } from '../inference/public-providers.ts';
import type { Log } from '../logging/create-logger.ts';
import { createMaintenanceFlag } from '../maintenance/maintenance-flag.ts';
import { type DependencyWatch, watchDependencies } from '../readiness/watch-dependencies.ts';
import { createVectorPoster, type VectorPoster } from '../study/vector-poster.ts';
import { type CallBreakers, createCallBreakers } from './call-breakers.ts';
import type { CoreSettings } from './core-settings.ts';

/** Everything that a core calls. */
export interface Outgoing {
  readonly models: ModelProvider;
  readonly tools: ToolClient;
  /** Undefined without `STUDY_ENDPOINT`, and on a standby, which writes no vectors (G18). */
  readonly study: VectorPoster | undefined;
  /** Undefined without `CHECKPOINT_SINK_ENDPOINT`. */
  readonly summariser: ModelProvider | undefined;
  readonly dependencies: DependencyWatch;
  readonly breakers: CallBreakers;
  /** The names of the models, in the order in which they are asked. */
  readonly modelNames: readonly string[];
  close(): Promise<void>;
}

/** Creates the clients of a core from its settings. */
export function createOutgoing(settings: CoreSettings, log: Log): Outgoing {
  const maintenance = createMaintenanceFlag({ sharedDir: settings.SHARED_DIR, log });
  const breakers = createCallBreakers(settings, log);
  const mcp = createToolClient(settings, { log, maintenance: () => maintenance.isOn() });
  const tools: ToolClient = { ...mcp, callTool: breakers.guard('mcp', mcp.callTool) };
  const prime = createPrimeAt(settings, settings.PRIME_ENDPOINT, log);
  const others = createPublicProviders(settings, { ...callingOf(settings), log });
  const withStudy = settings.STUDY_ENDPOINT !== '' && settings.ROLE === 'live';
  const modelNames = [prime, ...others].map(({ name }) => name);
  const names = [...modelNames, 'mcp'];
  const dependencies = watchDependencies(withStudy ? [...names, 'study'] : names);
  const pooled = ({ name, complete }: ModelProvider): PooledProvider => {
    const unguarded: ModelProvider['complete'] = (request) =>
      dependencies.watch(name, complete(request));
    return { name, unguarded, complete: breakers.guard(name, unguarded) };
  };
  const study = withStudy ? createStudyPoster(settings, dependencies, log) : undefined;
  const sink = settings.CHECKPOINT_SINK_ENDPOINT;
  const summariser = sink === '' ? undefined : createPrimeAt(settings, sink, log);
  return {
    ...{ tools, study, summariser, dependencies, breakers, modelNames },
    models: createModelPool(pooled(prime), ...others.map(pooled)),
    async close() {
      for (const one of [tools, prime, ...others]) one.close();
      summariser?.close();
      await study?.close();
    },
  };
}

function createPrimeAt(settings: CoreSettings, baseUrl: string, log: Log) {
  const readMs = settings.INFERENCE_READ_TIMEOUT_MS;
  return createPrimeProvider({
    ...callingOf(settings),
    ...{ baseUrl, readMs, stream: settings.STREAM, log },
  });
}

function callingOf(settings: CoreSettings) {
  return {
    connectMs: settings.CONNECT_TIMEOUT_MS,
    maxRetries: settings.INFERENCE_MAX_RETRIES,
    baseDelayMs: settings.RETRY_BASE_DELAY_MS,
  };
}

function createStudyPoster(settings: CoreSettings, dependencies: DependencyWatch, log: Log) {
  return createVectorPoster({
    baseUrl: settings.STUDY_ENDPOINT,
    connectMs: settings.CONNECT_TIMEOUT_MS,
    readMs: settings.STUDY_READ_TIMEOUT_MS,
    baseDelayMs: settings.RETRY_BASE_DELAY_MS,
    maxDelayMs: 30 * settings.RETRY_BASE_DELAY_MS,
    waitingMost: 1000,
    log,
    watch: (call) => dependencies.watch('study', call),
  });
}
