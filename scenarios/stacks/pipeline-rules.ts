import type { Event } from '../../harness/core/history.ts';
import type { JsonObject } from '../../harness/core/json.ts';
import type { Workload } from '../../harness/core/plan.ts';
import type { Goal } from '../../harness/core/scenario.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { acceptedIsDurable } from '../../harness/invariants/accepted-is-durable.ts';
import { everyRequestEnds } from '../../harness/invariants/every-request-ends.ts';
import { failMeansFail } from '../../harness/invariants/fail-means-fail.ts';
import { gracePeriod } from '../../harness/invariants/grace-period.ts';
import { noDuplicateEffects } from '../../harness/invariants/no-duplicate-effects.ts';
import { noLostMessages } from '../../harness/invariants/no-lost-messages.ts';
import { breakerBlocks } from '../invariants/breaker-blocks.ts';
import { breakerIsolated } from '../invariants/breaker-isolated.ts';
import { degradedFlagged } from '../invariants/degraded-flagged.ts';
import { halfOpenLimited } from '../invariants/half-open-limited.ts';
import { partialSuccessRuled } from '../invariants/partial-success-ruled.ts';
import { resumeExact } from '../invariants/resume-exact.ts';

/** What must hold of a pipeline whatever happens. */
export const pipelineRules: readonly Invariant[] = [
  noLostMessages,
  noDuplicateEffects,
  failMeansFail,
  acceptedIsDurable,
  everyRequestEnds,
  gracePeriod,
  resumeExact,
  degradedFlagged,
  partialSuccessRuled,
  breakerBlocks,
  halfOpenLimited,
  breakerIsolated,
];

/** An idea every four seconds. */
export const ideas: Workload = {
  ratePerSecond: 0.25,
  durationMs: 40_000,
  mix: { idea: 1 },
  textBytes: 64,
  conversations: 1,
  operationLimitMs: 10_000,
};

/** An idea every second: somebody calls whenever the pipeline is away for some seconds. */
export const manyIdeas: Workload = { ...ideas, ratePerSecond: 1, durationMs: 20_000 };

/** A goal that some signal of the stack shows. */
export const said = (name: string, signal: string, fields: JsonObject): Goal => ({
  name,
  reached: (events: readonly Event[]) =>
    events.some(
      (event) =>
        event.type === 'signal' &&
        event.name === signal &&
        Object.entries(fields).every(([field, value]) => event.value[field] === value),
    ),
});
