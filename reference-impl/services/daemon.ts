import { buildDaemon } from '../daemon/build-daemon.ts';
import { daemonShape } from '../daemon/daemon-settings.ts';
import { createLogger } from '../logging/create-logger.ts';
import { runService } from '../serving/run-service.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';
import { SettingsError } from '../settings/settings-error.ts';

/** Runs a daemon; the standby is the same program in another environment. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(daemonShape);
  const log = createLogger(settings.SERVICE_NAME, { level: settings.LOG_LEVEL });
  try {
    await runService(await buildDaemon(settings, log));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.problems.join('\n')}\n`);
    process.exit(1);
  }
}

if (import.meta.main) await main();
