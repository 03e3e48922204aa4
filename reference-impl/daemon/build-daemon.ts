import { mkdir } from 'node:fs/promises';
import { syncFolder } from '../durable/sync-folder.ts';
import type { Log } from '../logging/create-logger.ts';
import { countEvents } from '../metrics/count-events.ts';
import { createTally } from '../metrics/tally.ts';
import { createAbility } from '../readiness/create-ability.ts';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import { createHeartbeat } from '../serving/heartbeat.ts';
import type { BuiltService } from '../serving/run-service.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { type Copier, startCopier } from './create-copier.ts';
import { type Daemon, daemonFolders, startDaemon } from './create-daemon.ts';
import { daemonChecks } from './daemon-ability.ts';
import { readDaemonConfig } from './daemon-config.ts';
import { addDaemonRoutes } from './daemon-routes.ts';
import type { DaemonSettings } from './daemon-settings.ts';
import { createFileLock } from './file-lock.ts';
import { createManualLock } from './manual-lock.ts';
import { observeDaemon } from './observe-daemon.ts';
import { findCopy } from './snapshot.ts';

/** Builds a daemon out of its settings, and sets its loop going. */
export async function buildDaemon(settings: DaemonSettings, logger: Log): Promise<BuiltService> {
  const tally = createTally();
  const log = countEvents(logger, tally);
  const folders = daemonFolders(settings.SHARED_DIR);
  for (const folder of [folders.root, folders.effects]) await mkdir(folder, { recursive: true });
  await syncFolder(settings.SHARED_DIR);
  const config = settings.CONFIG_FILE === '' ? {} : readDaemonConfig(settings.CONFIG_FILE);
  const historyMax = settings.MAX_CHECKPOINT_HISTORY ?? config.max_checkpoint_history ?? 100;
  const copier = await copierOf(settings, folders.copy, log);
  const { lock, manual } = lockOf(settings, folders.lock, copier);

  const gate = createWorkGate();
  const pulse = createHeartbeat({ loop: 'the cycle', limitMs: settings.LOOP_LIMIT_MS });
  const daemon = startDaemon({
    root: folders.root,
    effectsFolder: folders.effects,
    owner: settings.SERVICE_NAME,
    lock,
    outputDir: settings.OUTPUT_DIR,
    dbPath: settings.DB_PATH,
    historyMax,
    cycleIntervalMs: settings.CYCLE_INTERVAL_MS,
    renewMs: settings.RENEW_MS,
    watchMs: settings.WATCH_MS,
    base: () => findCopy(folders.copy),
    beat: pulse.beat,
    hold: gate.hold,
    log,
  });
  const server = createServer(gate, tally);
  const { DB_PATH: dbPath, CONFIG_FILE: configFile, SERVICE_NAME: name } = settings;
  const checks = daemonChecks({ root: folders.root, name, dbPath, configFile, daemon });
  addHealthRoutes(server, gate, createAbility(checks, { timeoutMs: 1000, log }), pulse.lack);
  addDaemonRoutes(server, { root: folders.root, lock, daemon, manual, copier, log });
  observeDaemon(tally, daemon, copier);
  const { HOST: host, PORT: port, FORCED_EXIT_MS: forcedExitMs } = settings;
  const checkpoint = () => stopAll(daemon, copier);
  return { server, gate, log, host, port, forcedExitMs, checkpoint };
}

/** At the first signal: the running cycle is finished and checkpointed, and the place is free (B2). */
async function stopAll(daemon: Daemon, copier: Copier | undefined): Promise<void> {
  await Promise.all([daemon.stop(), copier?.stop()]);
}

function lockOf(settings: DaemonSettings, folder: string, copier: Copier | undefined) {
  const counted = createFileLock({
    folder,
    owner: settings.SERVICE_NAME,
    leaseMs: settings.LEASE_MS,
    mayBeFirst: settings.ROLE === 'active' || !settings.AUTO_TAKEOVER,
    ...(copier === undefined ? {} : { floor: copier.generation }),
  });
  if (settings.AUTO_TAKEOVER) return { lock: counted, manual: undefined };
  const manual = createManualLock(counted, settings.ROLE === 'active');
  return { lock: manual, manual };
}

async function copierOf(
  settings: DaemonSettings,
  folder: string,
  log: Log,
): Promise<Copier | undefined> {
  const { COPY_FROM_ENDPOINT: endpoint } = settings;
  if (endpoint === '') return undefined;
  return startCopier({
    endpoint,
    folder,
    copyMs: settings.COPY_INTERVAL_MS,
    watchMs: settings.WATCH_MS,
    cycleIntervalMs: settings.CYCLE_INTERVAL_MS,
    log,
  });
}
