import replies from '../../fixtures/model-replies.json' with { type: 'json' };
import { createProviderHandlers } from '../../fixtures/providers/create-provider-handlers.ts';
import { createLogger } from '../logging/create-logger.ts';
import { composeAnswer } from '../prime/compose-answer.ts';
import { addHandlerRoutes } from '../providers/handler-routes.ts';
import { providersShape } from '../providers/providers-settings.ts';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import { runService } from '../serving/run-service.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';

const tokens = 12;

/** Runs the stand-ins of groq, openai and gemini, each below a path of its name. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(providersShape);
  const { HOST: host, PORT: port, FORCED_EXIT_MS: forcedExitMs } = settings;
  const log = createLogger(settings.SERVICE_NAME, { level: settings.LOG_LEVEL });
  const gate = createWorkGate();
  const server = createServer(gate);
  addHealthRoutes(server, gate, async () => ({ able: true, reasons: [] }));
  const handlers = createProviderHandlers({
    bases: { groq: '*/groq', openai: '*/openai', gemini: '*/gemini' },
    keys: {
      groq: settings.GROQ_API_KEY,
      openai: settings.OPENAI_API_KEY,
      gemini: settings.GEMINI_API_KEY,
    },
    reply: (prompt) => composeAnswer(prompt, tokens, replies).join(''),
    ...(settings.REQUESTS_PER_MINUTE > 0 && { perMinute: settings.REQUESTS_PER_MINUTE }),
  });
  const prefixes = ['/groq', '/openai', '/gemini'];
  addHandlerRoutes(server, { handlers, prefixes, delayMs: settings.ANSWER_DELAY_MS });
  await runService({ server, gate, log, host, port, forcedExitMs });
}

if (import.meta.main) await main();
