import type { Invariant } from '../core/verdict.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { sayCount, sayMs } from './evidence/say.ts';

/** Who was told that it did not happen will do it again; then it must not have happened. */
export const failMeansFail: Invariant = {
  name: 'fail-means-fail',
  about: 'An operation that was refused for certain never takes effect, not even later.',
  remedy:
    'Answer 4xx only before anything was stored or started; where the work may have begun, ' +
    'answer 5xx, so that the client knows that it cannot know.',
  reads: 'general',
  excuses: [],
  check(history) {
    const invokes = eventsOf(history, 'invoke');
    const completes = new Map(eventsOf(history, 'complete').map((it) => [it.operation, it]));
    const byKey = Map.groupBy(invokes, (invoke) => invoke.key);
    const effects = Map.groupBy(eventsOf(history, 'effect'), (effect) => effect.key);
    const isRefused = (operation: string) => completes.get(operation)?.outcome.kind === 'fail';
    const failedKeys = [...byKey].filter(([, sent]) => sent.every((it) => isRefused(it.operation)));
    // A key that was also sent with another outcome may have its effect from that one.
    const mixed = [...byKey].filter(
      ([key, sent]) =>
        effects.has(key) &&
        sent.some((it) => isRefused(it.operation)) &&
        !sent.every((it) => isRefused(it.operation)),
    );
    const violations = failedKeys.flatMap(([key, sent]) => {
      const [first] = effects.get(key) ?? [];
      const ended = completes.get(sent.at(-1)?.operation ?? '');
      if (first === undefined || ended === undefined) return [];
      return [
        {
          because:
            `operation ${ended.operation} was refused at ${sayMs(ended.atMs)} ` +
            `(event ${ended.index}) and took effect at ${sayMs(first.atMs)} (event ${first.index})`,
          witnesses: [...sent.map((it) => it.index), ended.index, first.index],
        },
      ];
    });
    return conclude(history, {
      checked: failedKeys.length,
      violations,
      unknowns: mixed.map(
        ([key]) => `message ${key} was refused once and sent again: its effect fits both`,
      ),
      held: `none of ${sayCount(failedKeys.length, 'refused operation')} took effect`,
      vacuous: 'no operation was refused for certain',
    });
  },
};
