import type { RateRow } from '../dashboard/dashboard-state.ts';
import type { Tally } from '../metrics/tally.ts';
import type { MessageQueue } from '../queue/message-queue.ts';
import type { FailoverMetrics } from '../resilience/metrics/failover-metrics.ts';
import type { ServedBy } from './ask-core.ts';
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

/** Counts calls to the core by who served them, also for the rates; failed ones by nobody. */
export function countCalls(
  tally: Tally,
  failover: Pick<FailoverMetrics, 'executed'>,
): (by: ServedBy) => void {
  const count = tally.counter({
    name: 'core_calls_total',
    help: 'Calls to the core by who served them',
    labels: ['served_by'],
  });
  return (by) => {
    count({ served_by: by });
    const source = by === 'nobody' ? 'none' : 'model';
    failover.executed({ source, fallback: by === 'fallback', degraded: false });
  };
}

/** The rates that calls to the core have; the others belong to agents. */
export function ratesOf(failover: Pick<FailoverMetrics, 'judged'>): readonly RateRow[] {
  const own = new Set(['primarySuccessRate', 'fallbackRate']);
  return failover.judged().filter(({ name }) => own.has(name));
}
