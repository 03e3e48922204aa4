import type { Exchange } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { beganAtMs } from './evidence/attempt-times.ts';
import { attemptsWithoutCall, callsOf } from './evidence/calls.ts';
import { conclude } from './evidence/conclude.ts';
import { routesOf } from './evidence/routes.ts';
import { sayAttempt, sayCount, sayMs } from './evidence/say.ts';

/** A call with attempts on the fallback only did not fall back: the state routed it there. */
export const singleFallbackAttempt: Invariant = {
  name: 'single-fallback-attempt',
  about: 'A call that falls back makes exactly one attempt on the fallback.',
  remedy:
    'Call the fallback outside the retry loop: a standby that must take over is the last place ' +
    'to send extra load to.',
  reads: 'general',
  excuses: [],
  check(history) {
    const routes = routesOf(history);
    const isFallback = (attempt: Exchange) => {
      const route = routes.get(attempt.link);
      return route?.kind === 'service' && route.order > 0;
    };
    const isPrimaryOf = (one: Exchange, other: Exchange) =>
      routes.get(one.link)?.order === 0 &&
      routes.get(one.link)?.group === routes.get(other.link)?.group;
    const fellBack = callsOf(history).flatMap((call) => {
      const fallbacks = call.attempts.filter(
        (attempt) => isFallback(attempt) && call.attempts.some((it) => isPrimaryOf(it, attempt)),
      );
      return [...Map.groupBy(fallbacks, (attempt) => attempt.link)].map(([link, attempts]) => ({
        call,
        link,
        attempts,
        primary: call.attempts.find((it) => attempts.some((other) => isPrimaryOf(it, other))),
      }));
    });
    const violations = fellBack
      .filter(({ attempts }) => attempts.length > 1)
      .map(({ call, link, attempts, primary }) => ({
        because:
          `call ${call.id} made ${attempts.length} attempts on the fallback ${link}: ` +
          attempts.map((it) => `at ${sayMs(beganAtMs(it))} (event ${it.index})`).join(', '),
        witnesses: [primary, ...attempts].flatMap((attempt) => attempt?.index ?? []),
      }));
    return conclude(history, {
      checked: fellBack.length,
      violations,
      unknowns: attemptsWithoutCall(history)
        .filter(isFallback)
        .map((attempt) => `${sayAttempt(attempt)} carries no call id`),
      held: `${sayCount(fellBack.length, 'call')} fell back, each with one attempt`,
      vacuous: 'no call fell back',
    });
  },
};
