import { Counter, Gauge, type Metric, Registry } from 'prom-client';
import type { Family, Spread } from './tally.ts';

/** Text in Prometheus' format, with its type. */
export interface RenderedMetrics {
  readonly contentType: string;
  readonly text: string;
}

/** Writes families in Prometheus' text format, through a registry of its own (B5). */
export async function renderMetrics(families: readonly Family[]): Promise<RenderedMetrics> {
  const registry = new Registry();
  for (const family of families) register(registry, family);
  return { contentType: registry.contentType, text: await registry.metrics() };
}

function register(registry: Registry, family: Family): void {
  const { name, help, labels: labelNames = [] } = family;
  if (family.type === 'histogram') {
    const { type, bounds } = family;
    const values = family.spreads.flatMap((spread) => spreadValues(name, bounds, spread));
    const metric = { name, get: async () => ({ name, help, type, aggregator: 'sum', values }) };
    // A registry asks of a metric its name and `get` alone; the library's own histogram could only
    // take one observation at a time, and these were made before it was loaded.
    registry.registerMetric(metric as unknown as Metric<string>);
    return;
  }
  const facts = { name, help, labelNames, registers: [registry] };
  if (family.type === 'counter') {
    const counter = new Counter(facts);
    for (const { labels, value } of family.samples) counter.inc(labels, value);
  } else {
    const gauge = new Gauge(facts);
    for (const { labels, value } of family.samples) gauge.set(labels, value);
  }
}

function spreadValues(name: string, bounds: readonly number[], spread: Spread) {
  const { labels, counts, sum, count } = spread;
  let below = 0;
  const buckets = bounds.map((bound, at) => {
    below += counts[at] ?? 0;
    return { metricName: `${name}_bucket`, labels: { le: bound, ...labels }, value: below };
  });
  return [
    ...buckets,
    { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
