import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { createCoreClient } from '../client/core-client.ts';
import type { ServiceClient } from '../client/service-client.ts';
import type { Dashboard } from '../dashboard/create-dashboard.ts';
import { hearLog } from '../dashboard/hear-log.ts';
import type { Log } from '../logging/create-logger.ts';
import { createMaintenanceFlag } from '../maintenance/maintenance-flag.ts';
import { countEvents } from '../metrics/count-events.ts';
import { observeFailover } from '../metrics/observe-failover.ts';
import type { Tally } from '../metrics/tally.ts';
import { MessageQueue } from '../queue/message-queue.ts';
import { createFailoverMetrics } from '../resilience/metrics/failover-metrics.ts';
import { createHeartbeat, type Heartbeat } from '../serving/heartbeat.ts';
import { openPatiently } from '../serving/open-patiently.ts';
import { createAskCore } from './ask-core.ts';
import { createWebDashboard } from './create-web-dashboard.ts';
import { createWebServer } from './create-web-server.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { countCalls, observeWeb, ratesOf } from './observe-web.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import { createStateRoute, type StateRoute } from './state-route.ts';
import type { webShape } from './web-shape.ts';

/** The settings of `web`, as read. */
export type WebSettings = z.output<z.ZodObject<typeof webShape>>;

/** All parts of `web`, put together; nothing listens and no timer runs yet. */
export interface OpenWeb {
  readonly log: Log;
  readonly queue: MessageQueue;
  readonly readiness: Readiness;
  readonly route: StateRoute;
  readonly client: ServiceClient;
  readonly dispatcher: Dispatcher;
  readonly dashboard: Dashboard;
  readonly server: FastifyInstance;
  readonly pulse: Heartbeat;
  readonly maintenance: () => Promise<boolean>;
  readonly giveUp: AbortController;
}

/** Opens the queue and builds `web` around it. */
export async function openWeb(settings: WebSettings, logger: Log, tally: Tally): Promise<OpenWeb> {
  let dashboard: Dashboard | undefined;
  const log = hearLog(countEvents(logger, tally), () => dashboard?.happenings);
  const flag = createMaintenanceFlag({ sharedDir: settings.SHARED_DIR, log });
  let isOn = false;
  const maintenance = async () => {
    isOn = await flag.isOn();
    return isOn;
  };
  const longestWaitMs = 2 * settings.REDELIVERY_MAX_MS;
  const open = () => MessageQueue.open({ dataDir: settings.DATA_DIR, log, longestWaitMs });
  const again = { log, everyMs: settings.QUEUE_POLL_MS };
  const queue = await openPatiently('the message queue', open, again);
  const readiness = createReadiness(queue, log);
  const route = createStateRoute({ maintenance, log });
  const client = createCoreClient(settings, { log, maintenance });
  const failover = createFailoverMetrics();
  const askCore = createAskCore(client, route, countCalls(tally, failover));
  const giveUp = new AbortController();
  const dispatcher = createDispatcher({ queue, askCore, log, settings, giveUp: giveUp.signal });
  const limitMs = Math.max(10_000, 10 * settings.QUEUE_POLL_MS);
  const pulse = createHeartbeat({ loop: 'the scan of the queue', limitMs });
  const server = createWebServer({
    ...{ queue, askCore, readiness, tally },
    serviceName: settings.SERVICE_NAME,
    giveUp: giveUp.signal,
    haState: () => route.state,
    storeLimitMs: settings.STORE_TIMEOUT_MS,
    hung: pulse.lack,
  });
  observeWeb(tally, { queue, readiness, route });
  observeFailover(tally, failover);
  dashboard = createWebDashboard({
    ...{ settings, queue, readiness, route },
    maintenance: () => isOn,
    look: maintenance,
    rates: () => ratesOf(failover),
  });
  dashboard.addRoutes(server);
  const parts = { log, queue, readiness, route, client, dispatcher, dashboard };
  return { ...parts, server, pulse, maintenance, giveUp };
}
