import type { History, SignalEvent } from '../../../harness/core/history.ts';
import { eventsOf } from '../../../harness/invariants/evidence/events-of.ts';

/** The signals of one name, in order of time. */
export const signalsNamed = (history: History, name: string): readonly SignalEvent[] =>
  eventsOf(history, 'signal').filter((signal) => signal.name === name);

/** A field as text; empty where it is missing. */
export const textOf = ({ value }: SignalEvent, field: string): string => {
  const found = value[field];
  return typeof found === 'string' ? found : '';
};

/** A field as a number; 0 where it is missing. */
export const numberOf = ({ value }: SignalEvent, field: string): number => {
  const found = value[field];
  return typeof found === 'number' ? found : 0;
};
