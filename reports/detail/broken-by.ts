import type { Event, History } from '../../harness/core/history.ts';
import type { BrokenBy, DetailVerdict } from '../../harness/core/run-detail.ts';

const mostKeys = 20;

const keyOf = (event: Event, keys: ReadonlyMap<string, string>): string | undefined => {
  if (event.type === 'invoke' || event.type === 'effect' || event.type === 'exchange') {
    return event.key;
  }
  if (event.type === 'complete') return keys.get(event.operation);
  if (event.type === 'signal' && typeof event.value.key === 'string') return event.value.key;
  return undefined;
};

/** When the first witness of a broken rule was seen, and which messages the witnesses belong to. */
export const brokenBy = (history: History, verdicts: readonly DetailVerdict[]): BrokenBy => {
  const broken = verdicts.filter(({ status }) => status === 'violated');
  const witnesses = new Set(broken.flatMap((verdict) => verdict.witnesses));
  const operations = new Map<string, string>();
  const keys = new Set<string>();
  let firstAtMs: number | undefined;
  for (const event of history.events) {
    if (event.type === 'invoke') operations.set(event.operation, event.key);
    if (!witnesses.has(event.index)) continue;
    firstAtMs = Math.min(firstAtMs ?? event.atMs, event.atMs);
    const key = keyOf(event, operations);
    if (key !== undefined) keys.add(key);
  }
  return {
    keys: [...keys].slice(0, mostKeys),
    ...(firstAtMs !== undefined && { atMs: firstAtMs }),
  };
};
