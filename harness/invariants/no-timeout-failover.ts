import type { Exchange } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { beganAtMs, endedAtMs, wasGivenUp } from './evidence/attempt-times.ts';
import { attemptsWithoutCall, callsOf } from './evidence/calls.ts';
import { clockErrorMs } from './evidence/clock-error.ts';
import { conclude } from './evidence/conclude.ts';
import { type Route, routesOf } from './evidence/routes.ts';
import { sayAttempt, sayCount, sayMs } from './evidence/say.ts';

type Routes = ReadonlyMap<string, Route>;

/** Asking another model is no rerouting of the same request to a twin of a slow service. */
const isOtherModel = (routes: Routes, one: Exchange, other: Exchange): boolean => {
  const route = routes.get(one.link);
  const next = routes.get(other.link);
  return (
    one.link !== other.link &&
    route?.kind === 'model' &&
    next?.kind === 'model' &&
    route.group === next.group
  );
};

const followsOn = (given: Exchange, next: Exchange): boolean =>
  next !== given &&
  beganAtMs(next) > beganAtMs(given) &&
  beganAtMs(next) >= endedAtMs(given) - clockErrorMs;

/** A timeout ends a call: the service may be alive and may have done the work. */
export const noTimeoutFailover: Invariant = {
  name: 'no-timeout-failover',
  about: 'A call that timed out is neither retried nor sent to the fallback.',
  remedy:
    'Let the client tell a time limit from a broken connection, and end the call at the limit: ' +
    'the slow service may still carry out the request.',
  reads: 'general',
  excuses: [],
  check(history) {
    const routes = routesOf(history);
    const given = callsOf(history).flatMap((call) =>
      call.attempts.filter(wasGivenUp).map((attempt) => ({ call, attempt })),
    );
    const violations = given.flatMap(({ call, attempt }) => {
      const next = call.attempts.find(
        (other) => followsOn(attempt, other) && !isOtherModel(routes, attempt, other),
      );
      if (next === undefined) return [];
      const because =
        `call ${call.id} was given up by ${call.from} on ${attempt.link} at ` +
        `${sayMs(endedAtMs(attempt))} (event ${attempt.index}) and tried again on ` +
        sayAttempt(next);
      return [{ because, witnesses: [attempt.index, next.index] }];
    });
    const unknowns = attemptsWithoutCall(history)
      .filter(wasGivenUp)
      .map(
        (attempt) =>
          `${sayAttempt(attempt)} was given up by its caller and carries no call id, ` +
          'so its further attempts cannot be told from other calls',
      );
    return conclude(history, {
      checked: given.length,
      violations,
      unknowns,
      held: `no further attempt was seen after ${sayCount(given.length, 'attempt')} given up`,
      vacuous: 'no caller gave up an attempt',
    });
  },
};
