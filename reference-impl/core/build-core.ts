import { join } from 'node:path';
import type { Log } from '../logging/create-logger.ts';
import type { Tally } from '../metrics/tally.ts';
import { type ModelLoad, startModelLoad } from '../readiness/lazy-model.ts';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import type { BuiltService } from '../serving/run-service.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { embed } from '../study/vector.ts';
import { createCoreAbility } from './core-ability.ts';
import { createCoreCheckpoint } from './core-checkpoint.ts';
import type { CoreSettings } from './core-settings.ts';
import { createOutgoing, type Outgoing } from './create-outgoing.ts';
import { addPacketRoutes } from './packet-routes.ts';
import { createPacketProcessor } from './process-packet.ts';
import { seedState } from './seed-state.ts';
import { createServiceLevel } from './service-level.ts';
import { createSessionMemory, type SessionMemory } from './session-memory.ts';
import { prepareSharedDir } from './shared-folders.ts';
import { createStateTeller } from './tell-state.ts';

/** Puts a core together from its settings; nothing listens yet. */
export async function buildCore(
  settings: CoreSettings,
  log: Log,
  tally?: Tally,
): Promise<BuiltService> {
  await seedState(settings.STATE_DIR, settings.ROLE);
  const { effects } = await prepareSharedDir(settings.SHARED_DIR);
  const gate = createWorkGate();
  const server = createServer(gate, tally);
  const model = startModelLoad(join(settings.STATE_DIR, 'model.json'), settings.MODEL_LOAD_MS);
  const ability = createCoreAbility(settings, model, log);
  const outgoing = createOutgoing(settings, log);
  const { dependencies } = outgoing;
  const tellCalls = createCallTeller(outgoing, log);
  const sessions = createMemory(settings, log);
  let processed = 0;
  const processPacket = createPacketProcessor({
    effectsDir: effects,
    serviceName: settings.SERVICE_NAME,
    models: outgoing.models,
    tools: outgoing.tools,
    promptOf: (text) => promptOf(model(), text),
    dependencies,
    log,
  });
  const memory = { processed: () => processed, summariser: outgoing.summariser };
  const checkpoint = createCoreCheckpoint(settings, memory, log);

  const tellState =
    settings.ROLE === 'standby' ? createStateTeller(settings.STATE_DIR, log) : undefined;
  addHealthRoutes(server, gate, async () => {
    void tellState?.();
    const found = await ability();
    const able = found.able || settings.READINESS === 'shallow';
    return { able, reasons: able ? [] : found.reasons, ...tellCalls() };
  });
  addPacketRoutes(server, {
    ...{ gate, ability, model, log, readiness: settings.READINESS },
    process: async (packet) => {
      const answer = await processPacket(packet);
      processed += 1;
      if (!answer.replayed) {
        const vector = [...embed(answer.answer)];
        const noted = { session: packet.source, key: packet.key, vector };
        sessions?.note(noted);
        outgoing.study?.post(noted);
      }
      return answer;
    },
  });
  server.post('/cognition/checkpoint', () => checkpoint());

  const { HOST: host, PORT: port, FORCED_EXIT_MS: forcedExitMs } = settings;
  const stop = async () => {
    await sessions?.close();
    await outgoing.close();
  };
  return { server, gate, log, host, port, forcedExitMs, checkpoint, stop };
}

/** Tells how what others share has been, beside what is the core's own. */
function createCallTeller({ dependencies, breakers, modelNames }: Outgoing, log: Log) {
  const level = createServiceLevel(log);
  return () => {
    const report = dependencies.report();
    const status = breakers.status();
    const studyFails = report.study?.state === 'failing';
    const service = level({ breakers: status, models: modelNames, studyFails });
    return { dependencies: report, breakers: status, service };
  };
}

/** Only live keeps sessions and vectors; what a standby has of them comes from a sync (G18). */
function createMemory(settings: CoreSettings, log: Log): SessionMemory | undefined {
  const { ROLE, SESSION_FLUSH_MS: flushMs, STATE_DIR: folder } = settings;
  return ROLE === 'live' && flushMs > 0 ? createSessionMemory({ folder, flushMs, log }) : undefined;
}

function promptOf(load: ModelLoad, text: string): string {
  if (load.kind !== 'loaded') throw new Error('no prompt before the model is loaded; check ready');
  return load.model.preamble === '' ? text : `${load.model.preamble}\n\n${text}`;
}
