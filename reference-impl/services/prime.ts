import replies from '../../fixtures/model-replies.json' with { type: 'json' };
import { createLogger } from '../logging/create-logger.ts';
import { addCompletionRoutes } from '../prime/completion-routes.ts';
import { primeShape } from '../prime/prime-settings.ts';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import { runService } from '../serving/run-service.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';

/** Runs the inference server with its deterministic model. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(primeShape);
  const { HOST: host, PORT: port, FORCED_EXIT_MS: forcedExitMs } = settings;
  const log = createLogger(settings.SERVICE_NAME, { level: settings.LOG_LEVEL });
  const gate = createWorkGate();
  const server = createServer(gate);
  addHealthRoutes(server, gate, async () => ({ able: true, reasons: [] }));
  const { TOKENS: tokens, TOKEN_DELAY_MS: tokenDelayMs } = settings;
  addCompletionRoutes(server, { replies, tokens, tokenDelayMs });
  await runService({ server, gate, log, host, port, forcedExitMs });
}

if (import.meta.main) await main();
