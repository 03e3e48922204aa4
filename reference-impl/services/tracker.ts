import { createTrackerHandlers } from '../../fixtures/tracker/create-tracker-handlers.ts';
import { createLogger } from '../logging/create-logger.ts';
import { trackerShape } from '../pipeline/tracker-settings.ts';
import { addHandlerRoutes } from '../providers/handler-routes.ts';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import { runService } from '../serving/run-service.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';

/** Runs the stand-in of the issue tracker: GitHub's REST API below `/repos`. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(trackerShape);
  const { HOST: host, PORT: port, FORCED_EXIT_MS: forcedExitMs } = settings;
  const log = createLogger(settings.SERVICE_NAME, { level: settings.LOG_LEVEL });
  const gate = createWorkGate();
  const server = createServer(gate);
  addHealthRoutes(server, gate, async () => ({ able: true, reasons: [] }));
  const handlers = createTrackerHandlers({
    base: '*',
    token: settings.TRACKER_TOKEN,
    repository: settings.TRACKER_REPOSITORY,
    assignable: [settings.TRACKER_ASSIGNEE],
    ...(settings.REQUESTS_PER_HOUR > 0 && { perHour: settings.REQUESTS_PER_HOUR }),
  });
  addHandlerRoutes(server, { handlers, prefixes: ['/repos'], delayMs: settings.ANSWER_DELAY_MS });
  await runService({ server, gate, log, host, port, forcedExitMs });
}

if (import.meta.main) await main();
