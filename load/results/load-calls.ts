import type { Effect, History } from '../../harness/core/history.ts';
import type { Outcome } from '../../harness/core/outcome.ts';

/** One arrival of the load and all that became of it. Times are ms of the run. */
export interface LoadCall {
  readonly path: string;
  readonly key: string;
  readonly startMs: number;
  /** Absent: its caller never heard of it again. */
  readonly endMs?: number;
  readonly outcome: Outcome['kind'] | 'open';
  /** Why it failed. */
  readonly code?: string;
  /** When it took effect for the first time; absent: never. */
  readonly effectMs?: number;
  readonly effects: number;
  /** `invoke` and `complete` in the history. */
  readonly indices: readonly number[];
}

/** When the stack did what was asked: the answer to who waits, the effect of what was left. */
export const doneAtMs = (call: LoadCall): number | undefined => {
  if (call.path === 'queue') return call.effectMs;
  return call.outcome === 'ok' ? call.endMs : undefined;
};

/** Every arrival of the load, in the order of their starts; the warm-up is none. */
export const loadCalls = (history: History): readonly LoadCall[] => {
  const effects = Map.groupBy(
    history.events.filter((event): event is Effect => event.type === 'effect'),
    ({ key }) => key,
  );
  const completes = new Map(
    history.events.flatMap((event) =>
      event.type === 'complete' ? [[event.operation, event] as const] : [],
    ),
  );
  const calls = history.events.flatMap((event): readonly LoadCall[] => {
    if (event.type !== 'invoke' || event.operation.startsWith('warm-up')) return [];
    const complete = completes.get(event.operation);
    const seen = effects.get(event.key) ?? [];
    const first = seen[0];
    const outcome = complete?.outcome;
    return [
      {
        path: event.kind,
        key: event.key,
        startMs: event.atMs,
        outcome: outcome?.kind ?? 'open',
        ...(complete ? { endMs: complete.atMs } : {}),
        ...(outcome && outcome.kind !== 'ok' ? { code: outcome.error.code } : {}),
        ...(first ? { effectMs: first.atMs } : {}),
        effects: seen.length,
        indices: complete ? [event.index, complete.index] : [event.index],
      },
    ];
  });
  return calls.toSorted((one, other) => one.startMs - other.startMs);
};
