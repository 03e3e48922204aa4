import { createLogger } from '../logging/create-logger.ts';
import { createTally } from '../metrics/tally.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';
import { openWeb } from '../web/open-web.ts';
import { startWebLoops } from '../web/start-web-loops.ts';
import { stopInOrder } from '../web/stop-in-order.ts';
import { webShape } from '../web/web-shape.ts';

/** Runs `web`: the gateway for people and the owner of the message queue. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(webShape);
  const logger = createLogger(settings.SERVICE_NAME, { level: settings.LOG_LEVEL });
  const web = await openWeb(settings, logger, createTally());
  const { log, server, dispatcher, giveUp } = web;
  const loops = startWebLoops(web, settings);
  stopInOrder({
    log,
    settings,
    begin() {
      web.readiness.stopping();
      loops.stop();
      web.dashboard.end();
    },
    drain: () => Promise.all([server.close(), dispatcher.stop()]),
    giveUp: () => giveUp.abort('web is stopping'),
    async end() {
      web.client.close();
      loops.end();
      await web.queue.close();
    },
  });
  dispatcher.pump();
  await server.listen({ host: settings.HOST, port: settings.PORT });
  const address = server.server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  log.info({ event: 'started', port }, `listening on ${settings.HOST}:${port}`);
  web.readiness.look();
}

if (import.meta.main) await main();
