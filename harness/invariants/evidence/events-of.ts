import type { Event, History } from '../../core/history.ts';

/** The events of one type, in order of time. */
export const eventsOf = <T extends Event['type']>(
  history: History,
  type: T,
): readonly Extract<Event, { readonly type: T }>[] =>
  history.events
    // The comparison is the proof; TypeScript cannot carry it through a generic tag.
    .filter((event): event is Extract<Event, { readonly type: T }> => event.type === type)
    .toSorted((one, other) => one.atMs - other.atMs);
