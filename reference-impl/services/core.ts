import { buildCore } from '../core/build-core.ts';
import { coreShape } from '../core/core-settings.ts';
import { createLogger } from '../logging/create-logger.ts';
import { countEvents } from '../metrics/count-events.ts';
import { createTally } from '../metrics/tally.ts';
import { openPatiently } from '../serving/open-patiently.ts';
import { runService } from '../serving/run-service.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';

/** Runs a core; the candidate is the same program in another environment. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(coreShape);
  const { SERVICE_NAME, LOG_LEVEL: level } = settings;
  const tally = createTally();
  const log = countEvents(createLogger(SERVICE_NAME, { level }), tally);
  const open = () => buildCore(settings, log, tally);
  await runService(await openPatiently('the state of this core', open, { log }));
}

if (import.meta.main) await main();
