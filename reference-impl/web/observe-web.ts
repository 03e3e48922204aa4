import type { Count, Tally } from '../metrics/tally.ts';
import type { MessageQueue } from '../queue/message-queue.ts';
import type { Readiness } from './readiness.ts';
import type { StateRoute } from './state-route.ts';

/** Adds the queue, readiness and routing of `web` to its metrics. */
export function observeWeb(
  tally: Tally,
  parts: {
    readonly queue: Pick<MessageQueue, 'counts'>;
    readonly readiness: Readiness;
    readonly route: Pick<StateRoute, 'target'>;
  },
): void {
  const { queue, readiness, route } = parts;
  const depth = { name: 'queue_messages', help: 'Messages by their state', labels: ['state'] };
  tally.gauge(depth, () =>
    Object.entries(queue.counts()).map(([state, value]) => ({ labels: { state }, value })),
  );
  tally.gauge({ name: 'ready', help: '1 while messages can be taken' }, () => [
    { labels: {}, value: Number(readiness.look().able) },
  ]);
  const help = '1 while new calls go to the candidate because of the HA state';
  tally.gauge({ name: 'state_route_candidate', help }, () => [
    { labels: {}, value: Number(route.target === 'fallback') },
  ]);
}

/** Counts calls to the core by who served them; failed ones are served by nobody. */
export function countCalls(tally: Tally): Count {
  return tally.counter({
    name: 'core_calls_total',
    help: 'Calls to the core by who served them',
    labels: ['served_by'],
  });
}
