import { join } from 'node:path';
import { createToolClient } from '../client/tool-client.ts';
import { createModelPool } from '../inference/model-pool.ts';
import { createPrimeProvider } from '../inference/prime-provider.ts';
import type { Log } from '../logging/create-logger.ts';
import { createMaintenanceFlag } from '../maintenance/maintenance-flag.ts';
import type { Tally } from '../metrics/tally.ts';
import { type ModelLoad, startModelLoad } from '../readiness/lazy-model.ts';
import { watchDependencies } from '../readiness/watch-dependencies.ts';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import type { BuiltService } from '../serving/run-service.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { createCoreAbility } from './core-ability.ts';
import { createCoreCheckpoint } from './core-checkpoint.ts';
import type { CoreSettings } from './core-settings.ts';
import { addPacketRoutes } from './packet-routes.ts';
import { createPacketProcessor } from './process-packet.ts';
import { seedState } from './seed-state.ts';
import { prepareSharedDir } from './shared-folders.ts';

/** Puts a core together from its settings; nothing listens yet. */
export async function buildCore(
  settings: CoreSettings,
  log: Log,
  tally?: Tally,
): Promise<BuiltService> {
  await seedState(settings.STATE_DIR);
  const { effects } = await prepareSharedDir(settings.SHARED_DIR);
  const gate = createWorkGate();
  const server = createServer(gate, tally);
  const model = startModelLoad(join(settings.STATE_DIR, 'model.json'), settings.MODEL_LOAD_MS);
  const ability = createCoreAbility(settings, model, log);
  const dependencies = watchDependencies(['prime', 'mcp']);
  const outgoing = createOutgoing(settings, log);
  let processed = 0;
  const processPacket = createPacketProcessor({
    effectsDir: effects,
    serviceName: settings.SERVICE_NAME,
    models: createModelPool(outgoing.prime),
    tools: outgoing.tools,
    promptOf: (text) => promptOf(model(), text),
    dependencies,
    log,
  });
  const memory = { processed: () => processed, summariser: outgoing.summariser };
  const checkpoint = createCoreCheckpoint(settings, memory, log);

  addHealthRoutes(server, gate, async () => {
    const found = await ability();
    const able = found.able || settings.READINESS === 'shallow';
    return { able, reasons: able ? [] : found.reasons, dependencies: dependencies.report() };
  });
  addPacketRoutes(server, {
    ...{ gate, ability, model, log, readiness: settings.READINESS },
    process: async (packet) => {
      const answer = await processPacket(packet);
      processed += 1;
      return answer;
    },
  });
  server.post('/cognition/checkpoint', () => checkpoint());

  const { HOST: host, PORT: port, FORCED_EXIT_MS: forcedExitMs } = settings;
  return { server, gate, log, host, port, forcedExitMs, checkpoint, stop: outgoing.close };
}

function createOutgoing(settings: CoreSettings, log: Log) {
  const maintenance = createMaintenanceFlag({ sharedDir: settings.SHARED_DIR, log });
  const tools = createToolClient(settings, { log, maintenance: () => maintenance.isOn() });
  const prime = createPrimeAt(settings, settings.PRIME_ENDPOINT, log);
  const sink = settings.CHECKPOINT_SINK_ENDPOINT;
  const summariser = sink === '' ? undefined : createPrimeAt(settings, sink, log);
  const close = async () => {
    tools.close();
    prime.close();
    summariser?.close();
  };
  return { tools, prime, summariser, close };
}

function createPrimeAt(settings: CoreSettings, baseUrl: string, log: Log) {
  return createPrimeProvider({
    baseUrl,
    connectMs: settings.CONNECT_TIMEOUT_MS,
    readMs: settings.INFERENCE_READ_TIMEOUT_MS,
    maxRetries: settings.INFERENCE_MAX_RETRIES,
    baseDelayMs: settings.RETRY_BASE_DELAY_MS,
    stream: settings.STREAM,
    log,
  });
}

function promptOf(load: ModelLoad, text: string): string {
  if (load.kind !== 'loaded') throw new Error('no prompt before the model is loaded; check ready');
  return load.model.preamble === '' ? text : `${load.model.preamble}\n\n${text}`;
}
