import { followHaStatus } from './follow-ha-status.ts';
import type { OpenWeb, WebSettings } from './open-web.ts';
import { createQueueLog } from './queue-log.ts';

/** The loops of a `web` that runs. */
export interface WebLoops {
  /** Begins nothing new. */
  stop(): void;
  /** Says the last word of the queue; when nothing changes it any more. */
  end(): void;
}

/** Starts what `web` does beside answering: it scans its queue and follows the HA state. */
export function startWebLoops(web: OpenWeb, settings: WebSettings): WebLoops {
  const { queue, dispatcher, dashboard, readiness, route, pulse } = web;
  const queueLog = createQueueLog({ queue, log: web.log, everyMs: 100 });
  queue.onChange(() => {
    dispatcher.pump();
    queueLog.changed();
    dashboard.changed();
  });
  const follower = followHaStatus({
    endpoint: settings.HA_STATUS_ENDPOINT,
    pollMs: settings.HA_POLL_MS,
    observe: (status) => {
      route.observe(status);
      void web.maintenance();
    },
  });
  const poll = setInterval(() => {
    pulse.beat();
    queue.poll();
    readiness.look();
  }, settings.QUEUE_POLL_MS);
  return {
    stop() {
      clearInterval(poll);
      follower.stop();
    },
    end: () => queueLog.stop(),
  };
}
