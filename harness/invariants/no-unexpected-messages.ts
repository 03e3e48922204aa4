import { queueAccount } from '../core/queue-account.ts';
import type { Invariant } from '../core/verdict.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { sayCount, sayMs } from './evidence/say.ts';

/** What takes effect was sent, whole: a cut body keeps its key, so the text is compared. */
export const noUnexpectedMessages: Invariant = {
  name: 'no-unexpected-messages',
  about: 'Every effect belongs to a message that was sent, and its text is the text that was sent.',
  remedy:
    'Check the length and the parse of a request before carrying it out, and never make up keys ' +
    'for messages that have one.',
  reads: 'general',
  excuses: [],
  check(history) {
    const effects = eventsOf(history, 'effect').filter((effect) => effect.atMs >= 0);
    const invokes = Map.groupBy(eventsOf(history, 'invoke'), (invoke) => invoke.key);
    const violations = queueAccount(history).keys.unexpected.map((key) => {
      const known = invokes.get(key) ?? [];
      const wrong = effects.filter(
        (effect) =>
          effect.key === key &&
          (known.length === 0 || effect.textSha !== '') &&
          !known.some((invoke) => invoke.textSha === effect.textSha),
      );
      const what =
        known.length === 0 ? 'has a key that nobody sent' : 'has another text than what was sent';
      const when = sayMs(wrong[0]?.atMs ?? 0);
      return {
        because: `the effect of ${key} at ${when} by ${wrong[0]?.by ?? 'an earlier life'} ${what}`,
        witnesses: [...known, ...wrong].map((event) => event.index),
      };
    });
    return conclude(history, {
      checked: effects.length,
      violations,
      unknowns: effects
        .filter((effect) => effect.textSha === '' && invokes.has(effect.key))
        .map((effect) => `the sink could not read the text of ${effect.key}`),
      held: `all ${sayCount(effects.length, 'effect')} belong to messages as they were sent`,
      vacuous: 'no effect was seen',
    });
  },
};
