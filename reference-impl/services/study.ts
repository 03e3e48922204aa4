import { mkdir } from 'node:fs/promises';
import { createLogger } from '../logging/create-logger.ts';
import { createAbility } from '../readiness/create-ability.ts';
import { folderWritable } from '../readiness/folder-writable.ts';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import { openPatiently } from '../serving/open-patiently.ts';
import { runService } from '../serving/run-service.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';
import { studyShape } from '../study/study-settings.ts';
import { addVectorRoutes } from '../study/vector-routes.ts';
import { openVectorStore } from '../study/vector-store.ts';

/** Runs the study: the keeper of session vectors. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(studyShape);
  const { SERVICE_NAME, DATA_DIR, HOST: host, PORT: port, FORCED_EXIT_MS: forcedExitMs } = settings;
  const log = createLogger(SERVICE_NAME, { level: settings.LOG_LEVEL });
  const open = async () => {
    await mkdir(DATA_DIR, { recursive: true });
    return openVectorStore(DATA_DIR, settings.VECTORS_KEPT);
  };
  const store = await openPatiently('the vectors', open, { log });
  if (store.damagedLines > 0) {
    log.error({ damagedLines: store.damagedLines }, 'damaged vectors were left out');
  }
  const gate = createWorkGate();
  const server = createServer(gate);
  const checks = [folderWritable(DATA_DIR, SERVICE_NAME)];
  addHealthRoutes(server, gate, createAbility(checks, { timeoutMs: 1000, log }));
  addVectorRoutes(server, store);
  await runService({ server, gate, log, host, port, forcedExitMs, stop: () => store.close() });
}

if (import.meta.main) await main();
