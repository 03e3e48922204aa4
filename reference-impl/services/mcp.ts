import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '../logging/create-logger.ts';
import { countEvents } from '../metrics/count-events.ts';
import { createTally } from '../metrics/tally.ts';
import { createAbility } from '../readiness/create-ability.ts';
import { folderWritable } from '../readiness/folder-writable.ts';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import { openPatiently } from '../serving/open-patiently.ts';
import { runService } from '../serving/run-service.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';
import { clock } from '../tools/clock.ts';
import { createLookup } from '../tools/lookup.ts';
import { createRemember } from '../tools/remember.ts';
import { addToolRoutes } from '../tools/tool-routes.ts';
import { toolsShape } from '../tools/tools-settings.ts';

/** Runs a tool server; the candidate is the same program in another environment. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(toolsShape);
  const { SERVICE_NAME, HOST: host, PORT: port, FORCED_EXIT_MS: forcedExitMs } = settings;
  const tally = createTally();
  const log = countEvents(createLogger(SERVICE_NAME, { level: settings.LOG_LEVEL }), tally);
  const folder = join(settings.SHARED_DIR, 'tool_effects');
  const open = () => mkdir(folder, { recursive: true });
  await openPatiently('the folder of the effects', open, { log });
  const gate = createWorkGate();
  const server = createServer(gate, tally);
  addHealthRoutes(
    server,
    gate,
    createAbility([folderWritable(folder, SERVICE_NAME)], { timeoutMs: 1000, log }),
  );
  addToolRoutes(server, [createRemember(folder, SERVICE_NAME), createLookup(folder), clock], log);
  await runService({ server, gate, log, host, port, forcedExitMs });
}

if (import.meta.main) await main();
