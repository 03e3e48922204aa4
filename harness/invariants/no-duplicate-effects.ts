import type { Effect, Exchange, History } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { faultWindows } from './evidence/fault-windows.ts';
import { routesOf } from './evidence/routes.ts';
import { sayCount, sayMs } from './evidence/say.ts';

/** Keys that one caller sent more than once over one route: live and candidate are one route. */
const keysSentAgain = (history: History): ReadonlySet<string> => {
  const routes = routesOf(history);
  const routeName = (attempt: Exchange) => routes.get(attempt.link)?.group ?? attempt.link;
  const keyed = eventsOf(history, 'exchange').filter((attempt) => attempt.key !== undefined);
  const byRoute = Map.groupBy(keyed, (it) => `${it.from} ${routeName(it)} ${it.key}`);
  return new Set(
    [...byRoute.values()].flatMap((attempts) =>
      attempts.length > 1 ? (attempts[0]?.key ?? []) : [],
    ),
  );
};

/**
 * Seen for an instant, and gone: its machine lost power before anybody was answered, and with it a
 * name that no sync had made safe. What comes later under this key is its first effect.
 */
const goneWithPower = (history: History, effect: Effect, next: Effect): boolean => {
  const loss = faultWindows(history).find(
    ({ step, fromMs, receipt }) =>
      step.kind === 'powerLoss' &&
      step.target === effect.by &&
      fromMs < next.atMs &&
      (receipt?.counts.namesLost ?? 0) + (receipt?.counts.writesLost ?? 0) > 0,
  );
  const end = eventsOf(history, 'process').find(
    ({ role, what, atMs }) =>
      role === effect.by && what === 'exited' && atMs >= effect.atMs && atMs < next.atMs,
  );
  if (loss === undefined || end === undefined) return false;
  const wasAnswered = eventsOf(history, 'exchange').some(
    ({ key, to, serviceAnsweredAtMs = Number.POSITIVE_INFINITY }) =>
      key === effect.key && to === effect.by && serviceAnsweredAtMs <= end.atMs,
  );
  return !wasAnswered;
};

/** One key, one effect, over live and candidate and all redeliveries. */
export const noDuplicateEffects: Invariant = {
  name: 'no-duplicate-effects',
  about: 'No message takes effect more than once, however often it is delivered and to whom.',
  remedy:
    'Publish an effect under its key by an operation that fails when the key is there (link, ' +
    'insert), where live and candidate share it, and answer a repeat with the stored result.',
  reads: 'general',
  excuses: [],
  check(history) {
    const again = keysSentAgain(history);
    const effects = Map.groupBy(eventsOf(history, 'effect'), (effect) => effect.key);
    const twice = [...effects]
      .map(([key, seen]) => {
        const kept = seen.filter((effect, place) => {
          const next = seen[place + 1];
          return next === undefined || !goneWithPower(history, effect, next);
        });
        return [key, kept] as const;
      })
      .filter(([, seen]) => seen.length > 1);
    const violations = twice.map(([key, seen]) => ({
      because:
        `message ${key} took effect ${seen.length} times: ` +
        seen.map((effect) => `by ${effect.by} at ${sayMs(effect.atMs)}`).join(', '),
      witnesses: seen.map((effect) => effect.index),
    }));
    return conclude(history, {
      checked: new Set([...again, ...twice.map(([key]) => key)]).size,
      violations,
      unknowns: [],
      held: `none of ${sayCount(again.size, 'message')} sent more than once took effect twice`,
      vacuous: 'no message was seen to be sent more than once',
    });
  },
};
