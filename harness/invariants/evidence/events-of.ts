import type { Event, History } from '../../core/history.ts';

type OfType<T extends Event['type']> = Extract<Event, { readonly type: T }>;

// A history never changes, and many rules read the same events of it many times.
const sorted = new WeakMap<History, ReadonlyMap<Event['type'], readonly Event[]>>();

const byType = (history: History): ReadonlyMap<Event['type'], readonly Event[]> => {
  const known = sorted.get(history);
  if (known !== undefined) return known;
  const inOrder = history.events.toSorted((one, other) => one.atMs - other.atMs);
  const grouped = Map.groupBy(inOrder, (event) => event.type);
  sorted.set(history, grouped);
  return grouped;
};

/** The events of one type, in order of time. */
export const eventsOf = <T extends Event['type']>(
  history: History,
  type: T,
): readonly OfType<T>[] =>
  // Grouped by the very tag that the type parameter names; TypeScript cannot carry that through.
  (byType(history).get(type) ?? []) as readonly OfType<T>[];
