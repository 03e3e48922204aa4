import type { Exchange, History, SignalEvent } from '../../../harness/core/history.ts';
import { eventsOf } from '../../../harness/invariants/evidence/events-of.ts';
import { numberOf, signalsNamed, textOf } from './signals-named.ts';

/** A stretch in which the breaker of one model was in one state, by the word of its program. */
export interface BreakerPeriod {
  readonly model: string;
  readonly role: string;
  readonly life: number;
  readonly from: SignalEvent;
  readonly toMs: number;
}

/** When breakers of models were in a state: until their next change, or their program's end. */
export const breakerPeriods = (
  history: History,
  state: 'open' | 'halfOpen',
): readonly BreakerPeriod[] => {
  const role = history.promises.modelCalls?.role;
  const changes = signalsNamed(history, 'breaker').filter((change) => change.role === role);
  const exits = eventsOf(history, 'process').filter(({ what }) => what === 'exited');
  const models = Map.groupBy(changes, (it) => JSON.stringify([it.life, textOf(it, 'name')]));
  return [...models.values()].flatMap((events) => {
    // Changes at one instant of virtual time are told apart by the program's own clock.
    const own = events.toSorted(
      (one, other) => one.atMs - other.atMs || numberOf(one, 'atMs') - numberOf(other, 'atMs'),
    );
    return own.flatMap((from, at) => {
      if (from.value.to !== state) return [];
      const { role, life } = from;
      const exit = exits.find((it) => it.role === role && it.life === life);
      const toMs = own[at + 1]?.atMs ?? exit?.atMs ?? Number.POSITIVE_INFINITY;
      return [{ model: textOf(from, 'name'), role, life, from, toMs }];
    });
  });
};

/** The attempts at one model: a call's id begins with the model's name. */
export const attemptsAt = (history: History, { model, role }: BreakerPeriod): readonly Exchange[] =>
  eventsOf(history, 'exchange').filter(
    (attempt) => attempt.from === role && attempt.callId?.startsWith(`${model}#`),
  );
