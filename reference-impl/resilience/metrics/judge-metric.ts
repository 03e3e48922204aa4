/** How a metric stands against its thresholds. */
export type MetricLevel = 'good' | 'warning' | 'critical' | 'noData';

/** Where a metric is no longer good, and where it is critical. */
export interface MetricRule {
  readonly better: 'more' | 'less';
  readonly unit: 'percent' | 'count';
  /** The last value that is a warning, seen from the good side, and the last before critical. */
  readonly warningFrom: number;
  readonly warningTo: number;
}

/** The metrics of failover with their thresholds (F9); a value on a bound is a warning. */
export const metricRules = {
  primarySuccessRate: { better: 'more', unit: 'percent', warningFrom: 90, warningTo: 70 },
  fallbackRate: { better: 'less', unit: 'percent', warningFrom: 10, warningTo: 30 },
  degradationRate: { better: 'less', unit: 'percent', warningFrom: 5, warningTo: 15 },
  breakerOpens: { better: 'less', unit: 'count', warningFrom: 1, warningTo: 3 },
  partialSuccessRate: { better: 'less', unit: 'percent', warningFrom: 10, warningTo: 25 },
} as const satisfies Readonly<Record<string, MetricRule>>;

/** The name of a metric of failover. */
export type MetricName = keyof typeof metricRules;

/** A metric with its value, its thresholds and how it stands. */
export interface JudgedMetric {
  readonly name: MetricName;
  readonly unit: 'percent' | 'count';
  /** Nothing while there is nothing to take a share of. */
  readonly value: number | null;
  readonly level: MetricLevel;
  readonly warningFrom: number;
  readonly warningTo: number;
}

/** Judges `part` of `whole`, without rounding; of a count, `whole` is 1. */
export function judgeMetric(name: MetricName, part: number, whole: number): JudgedMetric {
  const { better, unit, warningFrom, warningTo } = metricRules[name];
  const told = { name, unit, warningFrom, warningTo };
  if (whole === 0) return { ...told, value: null, level: 'noData' };
  const scaled = unit === 'percent' ? 100 * part : part;
  const past = (bound: number) =>
    better === 'more' ? scaled < bound * whole : scaled > bound * whole;
  const good = better === 'more' ? scaled > warningFrom * whole : scaled < warningFrom * whole;
  const level = good ? 'good' : past(warningTo) ? 'critical' : 'warning';
  return { ...told, value: scaled / whole, level };
}
