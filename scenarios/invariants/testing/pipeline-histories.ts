import type { EventDraft, History } from '../../../harness/core/history.ts';
import type { JsonObject } from '../../../harness/core/json.ts';
import { attempt, signal } from '../../../harness/invariants/testing/drafts.ts';
import {
  cutHistoryOf,
  examplePromises,
  historyOf,
} from '../../../harness/invariants/testing/history-of.ts';

type Drafts = readonly (EventDraft | readonly EventDraft[])[];

const promises = {
  ...examplePromises,
  modelCalls: {
    ...{ role: 'pipeline', tryLimitMs: 1000, resetTimeoutMs: 2000, halfOpenProbes: 1 },
    ...{ agentFailureThreshold: 5, minSuccessRate: 0.5 },
  },
};

/** A hand-written history of a pipeline, simulated, with its final read. */
export const pipelineHistory = (events: Drafts): History =>
  historyOf(events, { promises, engine: 'simulated' });

/** The same, cut off as it stands. */
export const cutPipelineHistory = (events: Drafts): History =>
  cutHistoryOf(events, { promises, engine: 'simulated' });

/** A word of the pipeline. */
export const says = (name: string, atMs: number, value: JsonObject, life = 0): EventDraft =>
  signal('pipeline', name, atMs, value, life);

/** An attempt of the pipeline at a model, on the way of a reference. */
export const asks = (
  model: string,
  atMs: number,
  more: Parameters<typeof attempt>[2] = {},
): EventDraft => attempt('pipeline>prime', atMs, { callId: `${model}#${atMs}`, ...more });
