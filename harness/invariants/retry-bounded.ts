import type { Exchange, History } from '../core/history.ts';
import type { StackPromises } from '../core/stack.ts';
import type { Invariant } from '../core/verdict.ts';
import { beganAtMs, endedAtMs } from './evidence/attempt-times.ts';
import { attemptsWithoutCall, type Call, callsOf } from './evidence/calls.ts';
import { clockErrorMs } from './evidence/clock-error.ts';
import { conclude, type Violation } from './evidence/conclude.ts';
import { faultWindows } from './evidence/fault-windows.ts';
import { ownTime } from './evidence/own-time.ts';
import { type Route, routesOf } from './evidence/routes.ts';
import { sayAttempt, sayCount, sayEnding, sayMs } from './evidence/say.ts';
import { overlap, type Span } from './evidence/unsteady-spans.ts';

type Promised = StackPromises['retry'][number];

/** A call seen on one route group, with what the stack promises for it. */
interface Judged {
  readonly call: Call;
  readonly attempts: readonly Exchange[];
  readonly promised: Promised;
  readonly hasFallback: boolean;
}

const judgedCalls = (history: History, routes: ReadonlyMap<string, Route>): readonly Judged[] => {
  const calls = callsOf(history);
  return history.promises.retry.flatMap((promised) => {
    const inGroup = (attempt: Exchange) => routes.get(attempt.link)?.group === promised.group;
    const hasFallback = [...routes.values()].some(
      (route) => route.group === promised.group && route.order > 0,
    );
    return calls
      .map((call) => ({ call, attempts: call.attempts.filter(inGroup), promised, hasFallback }))
      .filter(({ attempts }) => attempts.length > 1);
  });
};

const countViolation = ({ call, attempts, promised, hasFallback }: Judged): Violation[] => {
  const first = attempts.filter((attempt) => attempt.link === attempts[0]?.link);
  const most = promised.maxRetries + 1;
  const tooMany = first.length > most ? first : attempts;
  const bound = first.length > most ? most : most + (hasFallback ? 1 : 0);
  if (tooMany.length <= bound) return [];
  const where = first.length > most ? ` on ${first[0]?.link}` : '';
  const because =
    `call ${call.id} made ${tooMany.length} attempts${where}; ` + `at most ${bound} are promised`;
  return [{ because, witnesses: tooMany.map((attempt) => attempt.index) }];
};

/**
 * The end of an attempt on a connection that has gone silent was seen by nobody; and a connection
 * that is lost on its way is dialled again below the program: its attempt began before.
 */
const mayHideEdge = (history: History, before: Exchange, span: Span): boolean =>
  (before.endedAtMs === undefined && before.answeredAtMs === undefined) ||
  faultWindows(history).some(
    (fault) => overlap(fault, span) && (fault.receipt?.counts.attemptsLost ?? 0) > 0,
  );

const waitViolations = ({ call, attempts, promised }: Judged, history: History): Violation[] => {
  const first = attempts.filter((attempt) => attempt.link === attempts[0]?.link);
  return first.slice(1).flatMap((next, retry) => {
    const before = first[retry];
    if (before === undefined) return [];
    const span = { fromMs: endedAtMs(before), toMs: beganAtMs(next) };
    const waitMs = span.toMs - span.fromMs;
    // A caller waits by its own clock, and may have been kept from acting.
    const own = ownTime(history, call.from, span);
    const plainMs = promised.baseDelayMs * 2 ** retry;
    const leastMs = plainMs * (1 - promised.jitter);
    const mostMs = plainMs * (1 + promised.jitter);
    const tooShort = own.mostMs < leastMs - clockErrorMs;
    // On a real machine a late timer is no breach; virtual time is exact.
    const tooLong =
      history.engine === 'simulated' &&
      own.leastMs > mostMs + clockErrorMs &&
      !mayHideEdge(history, before, span);
    if (!tooShort && !tooLong) return [];
    const bound = tooShort ? `at least ${sayMs(leastMs)}` : `at most ${sayMs(mostMs)}`;
    return [
      {
        because:
          `call ${call.id} ${sayEnding(before)} on ${before.link} and waited ${sayMs(waitMs)} ` +
          `before ${sayAttempt(next)}; ${bound} are promised`,
        witnesses: [before.index, next.index],
      },
    ];
  });
};

/** Retries are few and further and further apart, so that a sick service is not hammered. */
export const retryBounded: Invariant = {
  name: 'retry-bounded',
  about: 'A call makes no more attempts than promised, and waits longer before each one.',
  remedy:
    'Count attempts per call rather than per connection, start each wait when the attempt has ' +
    'ended, and double it each time.',
  reads: 'general',
  excuses: [],
  check(history) {
    const routes = routesOf(history);
    const judged = judgedCalls(history, routes);
    const groups = new Set(history.promises.retry.map((promised) => promised.group));
    const uncalled = attemptsWithoutCall(history).filter((attempt) =>
      groups.has(routes.get(attempt.link)?.group ?? ''),
    );
    return conclude(history, {
      checked: judged.length,
      violations: judged.flatMap((it) => [...countViolation(it), ...waitViolations(it, history)]),
      unknowns: uncalled.map((it) => `${sayAttempt(it)} carries no call id`),
      held: `${sayCount(judged.length, 'call')} with retries kept to the promised number and waits`,
      vacuous: 'no call made a second attempt',
    });
  },
};
