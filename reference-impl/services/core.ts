import { buildCore } from '../core/build-core.ts';
import { coreShape } from '../core/core-settings.ts';
import { createLogger } from '../logging/create-logger.ts';
import { runService } from '../serving/run-service.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';

/** Runs a core; the candidate is the same program in another environment. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(coreShape);
  const log = createLogger(settings.SERVICE_NAME, { level: settings.LOG_LEVEL });
  await runService(await buildCore(settings, log));
}

if (import.meta.main) await main();
