import { expect, test } from 'vitest';
import { createFailoverMetrics } from '../resilience/metrics/failover-metrics.ts';
import { observeFailover } from './observe-failover.ts';
import { renderMetrics } from './render-metrics.ts';
import { createTally } from './tally.ts';

test('F9, B5: the rates of failover are among the metrics, each with its level', async () => {
  const tally = createTally();
  const failover = createFailoverMetrics();
  observeFailover(tally, failover);
  const textOf = async () => (await renderMetrics(tally.families())).text;
  const level = (metric: string, name: string, value: 0 | 1) =>
    `failover_metric_level{metric="${metric}",level="${name}"} ${value}`;
  const before = await textOf();
  expect(before).toContain(level('fallbackRate', 'noData', 1));
  expect(before).not.toContain('failover_metric{metric="fallbackRate"');
  const model = { source: 'model', degraded: false } as const;
  for (const _ of 'abc') failover.executed({ ...model, fallback: false });
  failover.executed({ ...model, fallback: true });
  const after = await textOf();
  expect(after).toContain('failover_metric{metric="primarySuccessRate",unit="percent"} 75');
  expect(after).toContain('failover_metric{metric="fallbackRate",unit="percent"} 25');
  expect(after).toContain(level('fallbackRate', 'warning', 1));
  expect(after).toContain(level('fallbackRate', 'good', 0));
  expect(after).toContain(level('fallbackRate', 'noData', 0));
});
