import type { Effect, History, Invoke } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { clockErrorMs } from './evidence/clock-error.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { sayCount, sayMs } from './evidence/say.ts';

/** Two messages of one conversation, the second sent after the first was acknowledged. */
interface Pair {
  readonly earlier: Invoke;
  readonly later: Invoke;
}

const pairsOf = (history: History): readonly Pair[] => {
  const acknowledgedMs = new Map(
    eventsOf(history, 'complete').flatMap((it) =>
      it.outcome.kind === 'ok' && it.outcome.accepted ? [[it.operation, it.atMs] as const] : [],
    ),
  );
  const talks = Map.groupBy(eventsOf(history, 'invoke'), (invoke) => invoke.conversation);
  return [...talks.values()].flatMap((invokes) =>
    invokes.flatMap((earlier) => {
      const knownMs = acknowledgedMs.get(earlier.operation);
      if (knownMs === undefined) return [];
      return invokes
        .filter((later) => later.atMs > knownMs && later.key !== earlier.key)
        .map((later) => ({ earlier, later }));
    }),
  );
};

const firstEffects = (history: History): ReadonlyMap<string, Effect> => {
  const first = new Map<string, Effect>();
  for (const effect of eventsOf(history, 'effect')) {
    if (!first.has(effect.key)) first.set(effect.key, effect);
  }
  return first;
};

/** Who waited for one answer before sending the next message expects them in that order. */
export const orderKept: Invariant = {
  name: 'order-kept',
  about:
    'In a stack that promises order, a message that was acknowledged before the next one of its ' +
    'conversation was sent takes effect before it.',
  remedy: 'Deliver one message of a conversation at a time, the oldest first, retries included.',
  reads: 'general',
  excuses: [],
  check(history) {
    if (!history.promises.keepsOrder) {
      return { status: 'vacuous', because: 'the stack does not promise to keep order' };
    }
    const effects = firstEffects(history);
    const pairs = pairsOf(history).flatMap(({ earlier, later }) => {
      const [one, two] = [effects.get(earlier.key), effects.get(later.key)];
      return two === undefined ? [] : [{ earlier, later, one, two }];
    });
    return conclude(history, {
      checked: pairs.length,
      violations: pairs.flatMap(({ earlier, later, one, two }) => {
        if (one === undefined || two.atMs >= one.atMs - clockErrorMs) return [];
        const because =
          `${later.key} took effect at ${sayMs(two.atMs)} (event ${two.index}), before ` +
          `${earlier.key} at ${sayMs(one.atMs)} (event ${one.index}), which had been ` +
          `acknowledged before ${later.key} was sent`;
        return [{ because, witnesses: [earlier.index, later.index, one.index, two.index] }];
      }),
      unknowns: pairs
        .filter(({ one }) => one === undefined)
        .map(({ earlier, later }) => `${later.key} took effect and ${earlier.key} has not yet`),
      held: `${sayCount(pairs.length, 'pair')} of messages took effect in the order they were sent`,
      vacuous: 'no message was sent after another of its conversation was acknowledged',
    });
  },
};
