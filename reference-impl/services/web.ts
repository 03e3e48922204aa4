import { createCoreClient } from '../client/core-client.ts';
import { createLogger } from '../logging/create-logger.ts';
import { createMaintenanceFlag } from '../maintenance/maintenance-flag.ts';
import { MessageQueue } from '../queue/message-queue.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';
import { createAskCore } from '../web/ask-core.ts';
import { createWebServer } from '../web/create-web-server.ts';
import { createDispatcher } from '../web/dispatcher.ts';
import { followHaStatus } from '../web/follow-ha-status.ts';
import { createQueueLog } from '../web/queue-log.ts';
import { createReadiness } from '../web/readiness.ts';
import { createStateRoute } from '../web/state-route.ts';
import { stopInOrder } from '../web/stop-in-order.ts';
import { webShape } from '../web/web-shape.ts';

/** Runs `web`: the gateway for people and the owner of the message queue. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(webShape);
  const log = createLogger(settings.SERVICE_NAME, { level: settings.LOG_LEVEL });
  const flag = createMaintenanceFlag({ sharedDir: settings.SHARED_DIR, log });
  const maintenance = () => flag.isOn();
  const longestWaitMs = 2 * settings.REDELIVERY_MAX_MS;
  const queue = await MessageQueue.open({ dataDir: settings.DATA_DIR, log, longestWaitMs });
  const readiness = createReadiness(queue, log);
  const route = createStateRoute({ maintenance, log });
  const client = createCoreClient(settings, { log, maintenance });
  const askCore = createAskCore(client, route);
  const giveUp = new AbortController();
  const dispatcher = createDispatcher({ queue, askCore, log, settings, giveUp: giveUp.signal });
  const queueLog = createQueueLog({ queue, log, everyMs: 100 });
  const server = createWebServer({
    serviceName: settings.SERVICE_NAME,
    queue,
    askCore,
    readiness,
    giveUp: giveUp.signal,
    haState: () => route.state,
    storeLimitMs: settings.STORE_TIMEOUT_MS,
  });
  queue.onChange(() => {
    dispatcher.pump();
    queueLog.changed();
  });
  const follower = followHaStatus({
    endpoint: settings.HA_STATUS_ENDPOINT,
    pollMs: settings.HA_POLL_MS,
    observe: (status) => {
      route.observe(status);
      void maintenance();
    },
  });
  const poll = setInterval(() => {
    queue.poll();
    readiness.look();
  }, settings.QUEUE_POLL_MS);
  stopInOrder({
    log,
    settings,
    begin() {
      readiness.stopping();
      clearInterval(poll);
      follower.stop();
    },
    drain: () => Promise.all([server.close(), dispatcher.stop()]),
    giveUp: () => giveUp.abort('web is stopping'),
    async end() {
      client.close();
      queueLog.stop();
      await queue.close();
    },
  });
  dispatcher.pump();
  await server.listen({ host: settings.HOST, port: settings.PORT });
  const address = server.server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  log.info({ event: 'started', port }, `listening on ${settings.HOST}:${port}`);
  readiness.look();
}

if (import.meta.main) await main();
