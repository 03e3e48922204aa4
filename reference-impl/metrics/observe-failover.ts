import type { FailoverMetrics } from '../resilience/metrics/failover-metrics.ts';
import type { Tally } from './tally.ts';

const levels = ['good', 'warning', 'critical', 'noData'] as const;

/** Adds the judged numbers of failover to a program's metrics: each value, and how it stands (F9). */
export function observeFailover(tally: Tally, failover: Pick<FailoverMetrics, 'judged'>): void {
  const value = {
    name: 'failover_metric',
    help: 'Judged numbers of failover since the start: percent or counts, as the unit says',
    labels: ['metric', 'unit'],
  };
  tally.gauge(value, () =>
    failover.judged().flatMap(({ name: metric, unit, value }) => {
      return value === null ? [] : [{ labels: { metric, unit }, value }];
    }),
  );
  const level = {
    name: 'failover_metric_level',
    help: '1 for the level at which the number stands, 0 for the others',
    labels: ['metric', 'level'],
  };
  tally.gauge(level, () =>
    failover
      .judged()
      .flatMap(({ name: metric, level: stands }) =>
        levels.map((level) => ({ labels: { metric, level }, value: Number(level === stands) })),
      ),
  );
}
