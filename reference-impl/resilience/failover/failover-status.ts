import type { FailoverAdvice, FailoverCounts } from '../metrics/failover-metrics.ts';
import type { JudgedMetric } from '../metrics/judge-metric.ts';
import type { RankedModel } from '../models/model-hierarchy.ts';
import type { ModelHealth } from '../models/remembered-model.ts';

/** A model at its place in a role's hierarchy, with its health. */
export type ModelStatus = ModelHealth &
  Pick<RankedModel, 'speed' | 'quality'> & { readonly primary: boolean };

/** How failover stands, for every role and model (F8). */
export interface FailoverStatus {
  readonly roles: readonly { readonly role: string; readonly models: readonly ModelStatus[] }[];
  readonly counts: FailoverCounts;
  readonly metrics: readonly JudgedMetric[];
  readonly advice: FailoverAdvice | null;
  readonly failPrimary: boolean;
}
