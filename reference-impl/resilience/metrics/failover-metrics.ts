import type { PartialRuling } from '../partial/rule-partial-success.ts';
import { type JudgedMetric, judgeMetric, type MetricName } from './judge-metric.ts';

/** What there is to count about one execution. */
export interface ExecutionFacts {
  readonly source: 'model' | 'template' | 'manual' | 'none';
  readonly fallback: boolean;
  readonly degraded: boolean;
}

/** The numbers since the start. */
export interface FailoverCounts {
  readonly executions: number;
  readonly byPrimary: number;
  readonly byFallback: number;
  readonly degraded: number;
  readonly failed: number;
  readonly breakerOpens: number;
  readonly batches: number;
  readonly partialBatches: number;
}

/** A primary that fails so often should get more time; only advice, never applied by itself (F12). */
export interface FailoverAdvice {
  readonly kind: 'moreTimeForPrimary';
  readonly fallbackPercent: number;
  readonly addMs: number;
}

/** Counts what failover does and judges it (F9). */
export interface FailoverMetrics {
  executed(facts: ExecutionFacts): void;
  breakerOpened(): void;
  ruled(ruling: PartialRuling): void;
  counts(): FailoverCounts;
  judged(): readonly JudgedMetric[];
  advice(): FailoverAdvice | undefined;
}

const adviseAbovePercent = 20;
const adviceAddsMs = 60_000;

/** Creates metrics that have seen nothing yet. */
export function createFailoverMetrics(): FailoverMetrics {
  const counts = {
    executions: 0,
    byPrimary: 0,
    byFallback: 0,
    degraded: 0,
    failed: 0,
    breakerOpens: 0,
    batches: 0,
    partialBatches: 0,
  };
  const shares: Readonly<Record<MetricName, () => readonly [number, number]>> = {
    primarySuccessRate: () => [counts.byPrimary, counts.executions],
    fallbackRate: () => [counts.byFallback, counts.executions],
    degradationRate: () => [counts.degraded, counts.executions],
    breakerOpens: () => [counts.breakerOpens, 1],
    partialSuccessRate: () => [counts.partialBatches, counts.batches],
  };
  // The literal above has exactly the names of the metrics.
  const names = Object.keys(shares) as readonly MetricName[];
  return {
    executed({ source, fallback, degraded }) {
      counts.executions += 1;
      if (source === 'model') counts[fallback ? 'byFallback' : 'byPrimary'] += 1;
      if (degraded) counts.degraded += 1;
      if (source === 'none') counts.failed += 1;
    },
    breakerOpened() {
      counts.breakerOpens += 1;
    },
    ruled({ decision }) {
      counts.batches += 1;
      if (decision.startsWith('continue')) counts.partialBatches += 1;
    },
    counts: () => ({ ...counts }),
    judged: () => names.map((name) => judgeMetric(name, ...shares[name]())),
    advice() {
      const { byFallback, executions } = counts;
      if (100 * byFallback <= adviseAbovePercent * executions) return undefined;
      const fallbackPercent = (100 * byFallback) / executions;
      return { kind: 'moreTimeForPrimary', fallbackPercent, addMs: adviceAddsMs };
    },
  };
}
