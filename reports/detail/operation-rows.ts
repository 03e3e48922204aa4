import type { History } from '../../harness/core/history.ts';
import type { Outcome } from '../../harness/core/outcome.ts';
import type { OperationRow } from '../../harness/core/run-detail.ts';
import { tenths } from './tenths.ts';

const codeOf = (outcome: Outcome): string =>
  outcome.kind === 'ok' ? String(outcome.status) : outcome.error.code;

/** Every operation with its intended start and its end, in order of start. */
export const operationRows = (history: History): readonly OperationRow[] => {
  const ends = new Map<string, { readonly atMs: number; readonly outcome: Outcome }>();
  for (const event of history.events) {
    if (event.type === 'complete') ends.set(event.operation, event);
  }
  const rows: OperationRow[] = [];
  for (const event of history.events) {
    if (event.type !== 'invoke') continue;
    const end = ends.get(event.operation);
    rows.push({
      id: event.operation,
      kind: event.kind,
      startMs: tenths(event.intendedAtMs),
      outcome: end ? end.outcome.kind : 'open',
      ...(end && { endMs: tenths(end.atMs), code: codeOf(end.outcome) }),
    });
  }
  return rows.sort((a, b) => a.startMs - b.startMs);
};
