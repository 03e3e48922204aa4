import type { Exchange, History, ProcessEvent } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { endedAtMs } from './evidence/attempt-times.ts';
import { clockErrorMs } from './evidence/clock-error.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { faultWindows, type InForce } from './evidence/fault-windows.ts';
import { historyEndMs, lastEvent } from './evidence/history-end.ts';
import { machineSlackMs } from './evidence/machine-slack.ts';
import { sayCount, sayMs } from './evidence/say.ts';
import { overlap, pausesOf, type Span } from './evidence/unsteady-spans.ts';

type Fate = 'ended' | 'late' | 'open' | 'notDue' | 'callerLeft' | 'cannotTell';

/** When the service was done with a request; undefined where it never was. */
const doneAtMs = (attempt: Exchange): number | undefined => {
  if (attempt.serviceAnsweredAtMs !== undefined) return attempt.serviceAnsweredAtMs;
  const isDone =
    attempt.serviceEnding === 'answered' ||
    attempt.serviceEnding === 'closed' ||
    (attempt.serviceEnding === undefined && attempt.class === 'answered');
  return isDone ? endedAtMs(attempt) : undefined;
};

/** By when a request had to end, by when it is late even on a busy machine, and what was seen. */
interface Times {
  readonly dueAtMs: number;
  readonly lateAtMs: number;
  readonly endMs: number;
}

const fateOf = (attempt: Exchange, { dueAtMs, lateAtMs, endMs }: Times): Fate => {
  const doneMs = doneAtMs(attempt);
  const late = (atMs: number): Fate => (atMs > lateAtMs ? 'late' : 'cannotTell');
  if (doneMs !== undefined) return doneMs > dueAtMs ? late(doneMs) : 'ended';
  if (attempt.serviceEnding === 'callerGone') {
    return endedAtMs(attempt) > dueAtMs ? late(endedAtMs(attempt)) : 'callerLeft';
  }
  // Nobody looked at the service's side: the gateway answered in its place.
  if (attempt.serviceEnding === undefined) return 'callerLeft';
  return endMs > lateAtMs ? 'open' : 'notDue';
};

/** A stopped process answers nobody; that is the fault's doing, not the service's. */
const wasStopped = (pauses: readonly Span[], attempt: Exchange, dueAtMs: number): boolean =>
  pauses.some((pause) =>
    overlap(pause, { fromMs: attempt.deliveredAtMs ?? attempt.atMs, toMs: dueAtMs }),
  );

/** When the service closed is known from the caller's end only; a disturbed link may hide it. */
const mayHideEnd = (faults: readonly InForce[], attempt: Exchange): boolean =>
  attempt.serviceEnding === 'closed' &&
  attempt.serviceAnsweredAtMs === undefined &&
  faults.some(
    (fault) =>
      fault.step.target === attempt.link &&
      overlap(fault, { fromMs: attempt.deliveredAtMs ?? attempt.atMs, toMs: endedAtMs(attempt) }),
  );

/** A machine without power neither answers nor closes; a process that is killed is closed for. */
const diedWith = (exits: readonly ProcessEvent[], attempt: Exchange, dueAtMs: number): boolean =>
  doneAtMs(attempt) === undefined &&
  exits.some(
    ({ role, life, atMs }) =>
      role === attempt.to &&
      life === (attempt.servedByLife ?? life) &&
      atMs >= (attempt.deliveredAtMs ?? attempt.atMs) - clockErrorMs &&
      atMs <= dueAtMs,
  );

const judged = (history: History) => {
  const endMs = historyEndMs(history);
  const exits = eventsOf(history, 'process').filter((event) => event.what === 'exited');
  const faults = faultWindows(history);
  const pauses = new Map<string, readonly Span[]>();
  return eventsOf(history, 'exchange').flatMap((attempt) => {
    const limitMs = history.promises.requestLimitMs[attempt.to];
    if (limitMs === undefined || attempt.deliveredAtMs === undefined) return [];
    if (attempt.marked || attempt.class === 'deliveredUnread') return [];
    if (mayHideEnd(faults, attempt)) return [];
    const dueAtMs = attempt.deliveredAtMs + limitMs + clockErrorMs;
    if (!pauses.has(attempt.to)) pauses.set(attempt.to, pausesOf(history, attempt.to));
    if (wasStopped(pauses.get(attempt.to) ?? [], attempt, dueAtMs)) return [];
    if (diedWith(exits, attempt, dueAtMs)) return [];
    const lateAtMs = dueAtMs + machineSlackMs(history);
    return [{ attempt, limitMs, fate: fateOf(attempt, { dueAtMs, lateAtMs, endMs }) }];
  });
};

/** A request that is whole must come to an end; else it holds its caller, a socket and memory. */
export const everyRequestEnds: Invariant = {
  name: 'every-request-ends',
  about: "Every whole request is answered or closed within the service's declared limit.",
  remedy:
    'Give everything that a request waits for a time limit of its own, and the request a limit ' +
    'that covers their sum.',
  reads: 'general',
  excuses: [],
  check(history) {
    const requests = judged(history);
    const due = requests.filter(
      ({ fate }) => fate === 'ended' || fate === 'late' || fate === 'open',
    );
    const end = lastEvent(history);
    const violations = due
      .filter(({ fate }) => fate !== 'ended')
      .map(({ attempt, limitMs, fate }) => {
        const took =
          fate === 'open'
            ? `was neither answered nor closed by the end at ${sayMs(historyEndMs(history))}`
            : `took until ${sayMs(doneAtMs(attempt) ?? endedAtMs(attempt))}`;
        return {
          because:
            `a request delivered to ${attempt.to} at ${sayMs(attempt.deliveredAtMs ?? 0)} ` +
            `(event ${attempt.index}) ${took}; its limit is ${sayMs(limitMs)}`,
          witnesses: [attempt.index, ...(fate === 'open' && end ? [end.index] : [])],
        };
      });
    // Probes are under way whenever a run ends; only a message that nobody ended leaves a doubt.
    const unknowns = requests
      .filter(({ attempt, fate }) => fate === 'notDue' && attempt.key !== undefined)
      .map(
        ({ attempt }) =>
          `message ${attempt.key} was still with ${attempt.to} (event ${attempt.index}), ` +
          'within its limit, when the history ended',
      );
    return conclude(history, {
      checked: due.length,
      violations,
      unknowns,
      held: `all ${sayCount(due.length, 'whole request')} ended within the limit of their service`,
      vacuous: 'no whole request reached a service that declares a limit',
    });
  },
};
