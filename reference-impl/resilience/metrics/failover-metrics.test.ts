import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rulePartialSuccess } from '../partial/rule-partial-success.ts';
import { createFailoverMetrics, type ExecutionFacts } from './failover-metrics.ts';
import { judgeMetric, type MetricName } from './judge-metric.ts';

test.each<[MetricName, number, number, string]>([
  ['primarySuccessRate', 901, 1000, 'good'],
  ['primarySuccessRate', 90, 100, 'warning'],
  ['primarySuccessRate', 70, 100, 'warning'],
  ['primarySuccessRate', 699, 1000, 'critical'],
  ['fallbackRate', 99, 1000, 'good'],
  ['fallbackRate', 10, 100, 'warning'],
  ['fallbackRate', 30, 100, 'warning'],
  ['fallbackRate', 301, 1000, 'critical'],
  ['degradationRate', 49, 1000, 'good'],
  ['degradationRate', 5, 100, 'warning'],
  ['degradationRate', 15, 100, 'warning'],
  ['degradationRate', 151, 1000, 'critical'],
  ['breakerOpens', 0, 1, 'good'],
  ['breakerOpens', 1, 1, 'warning'],
  ['breakerOpens', 3, 1, 'warning'],
  ['breakerOpens', 4, 1, 'critical'],
  ['partialSuccessRate', 99, 1000, 'good'],
  ['partialSuccessRate', 10, 100, 'warning'],
  ['partialSuccessRate', 25, 100, 'warning'],
  ['partialSuccessRate', 251, 1000, 'critical'],
  ['fallbackRate', 0, 0, 'noData'],
])('F9: %s of %i in %i is %s', (name, part, whole, level) => {
  expect(judgeMetric(name, part, whole).level).toBe(level);
});

const facts = fc.constantFrom<ExecutionFacts>(
  { source: 'model', fallback: false, degraded: false },
  { source: 'model', fallback: true, degraded: false },
  { source: 'template', fallback: false, degraded: true },
  { source: 'manual', fallback: false, degraded: true },
  { source: 'none', fallback: false, degraded: false },
);

test('F9: the rates are shares of all executions, and together no more than all', () => {
  fc.assert(
    fc.property(fc.array(facts, { minLength: 1 }), (executions) => {
      const metrics = createFailoverMetrics();
      for (const one of executions) metrics.executed(one);
      const rateOf = (name: MetricName) =>
        metrics.judged().find((one) => one.name === name)?.value ?? Number.NaN;
      const share = (count: number) => (100 * count) / executions.length;
      const primary = executions.filter((one) => one.source === 'model' && !one.fallback).length;
      const failed = executions.filter((one) => one.source === 'none').length;
      expect(rateOf('primarySuccessRate')).toBe(share(primary));
      expect(metrics.counts()).toMatchObject({ executions: executions.length, failed });
      const known =
        rateOf('primarySuccessRate') + rateOf('fallbackRate') + rateOf('degradationRate');
      expect(known + share(failed)).toBeCloseTo(100);
    }),
  );
});

test('F9: breakers that opened and batches that ended in part are counted', () => {
  const metrics = createFailoverMetrics();
  metrics.breakerOpened();
  for (const [succeeded, total] of [
    [3, 3],
    [2, 3],
    [1, 2],
    [0, 2],
  ] as const) {
    metrics.ruled(rulePartialSuccess(succeeded, total));
  }
  expect(metrics.judged().filter(({ value }) => value !== null)).toMatchObject([
    { name: 'breakerOpens', value: 1, level: 'warning' },
    { name: 'partialSuccessRate', value: 50, level: 'critical' },
  ]);
});

test('F12: more than a fifth of fallbacks advises 60,000 ms more for the primary', () => {
  const metrics = createFailoverMetrics();
  const run = (fallback: boolean) =>
    metrics.executed({ source: 'model', fallback, degraded: false });
  expect(metrics.advice()).toBeUndefined();
  for (const fallback of [true, false, false, false, false]) run(fallback);
  expect(metrics.advice()).toBeUndefined();
  for (let n = 6; n <= 100; n += 1) run(n <= 25);
  expect(metrics.counts()).toMatchObject({ executions: 100, byFallback: 21 });
  expect(metrics.advice()).toEqual({
    kind: 'moreTimeForPrimary',
    fallbackPercent: 21,
    addMs: 60_000,
  });
});
