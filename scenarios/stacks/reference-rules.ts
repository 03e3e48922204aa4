import type { EventDraft } from '../../harness/core/history.ts';
import type { Workload } from '../../harness/core/plan.ts';
import type { RunView } from '../../harness/core/scenario.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { everyRequestEnds } from '../../harness/invariants/every-request-ends.ts';
import { failMeansFail } from '../../harness/invariants/fail-means-fail.ts';
import { noDuplicateEffects } from '../../harness/invariants/no-duplicate-effects.ts';
import { noLostMessages } from '../../harness/invariants/no-lost-messages.ts';
import { noTimeoutFailover } from '../../harness/invariants/no-timeout-failover.ts';
import { noUnexpectedMessages } from '../../harness/invariants/no-unexpected-messages.ts';
import { retryBounded } from '../../harness/invariants/retry-bounded.ts';
import { singleFallbackAttempt } from '../../harness/invariants/single-fallback-attempt.ts';
import { haStateTrue } from '../invariants/ha-state-true.ts';
import { noFlapping } from '../invariants/no-flapping.ts';

/** What must hold for messages and calls whatever happens. */
export const messageRules: readonly Invariant[] = [
  noLostMessages,
  noUnexpectedMessages,
  noDuplicateEffects,
  failMeansFail,
  noTimeoutFailover,
  retryBounded,
  singleFallbackAttempt,
  everyRequestEnds,
];

/** What must hold of the watchdog's word. */
export const watchdogRules: readonly Invariant[] = [haStateTrue, noFlapping];

/** Two operations a second for 45 s, three queued for one synchronous, open loop. */
export const usualWorkload: Workload = {
  ratePerSecond: 2,
  durationMs: 45_000,
  mix: { queue: 3, sync: 1 },
  textBytes: 96,
  conversations: 8,
  operationLimitMs: 60_000,
};

/** Twice the rate, and long enough to see the time after a heal. */
export const longWorkload: Workload = {
  ...usualWorkload,
  ratePerSecond: 4,
  durationMs: 70_000,
};

/** Half of it: in virtual time more schedules show more than more messages in each. */
export const lightWorkload: Workload = { ...usualWorkload, ratePerSecond: 1 };

/** Why a scenario of hundreds of instants is not run on real processes. */
export const tooManyInstants =
  'A minute of real time shows one instant; virtual time shows hundreds of them.';

/** Why a scenario of failing disks is not run on real ones. */
export const onlySimulatedDisks =
  'A real disk cannot be made to lose, refuse or hold back single calls without root.';

/** The last signal of a name. */
export const lastSignal = (events: readonly EventDraft[], name: string) =>
  events.findLast((event) => event.type === 'signal' && event.name === name);

/** The watchdog says `active`, and web routes to live again. */
export const backToActive = ({ events }: RunView): boolean => {
  const state = lastSignal(events, 'haEvaluation');
  const route = lastSignal(events, 'stateRoute');
  const routed = route === undefined || (route.type === 'signal' && route.value.to === 'live');
  return state?.type === 'signal' && state.value.state === 'active' && routed;
};
