import type { Exchange, History } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
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
    const twice = [...effects].filter(([, seen]) => seen.length > 1);
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
