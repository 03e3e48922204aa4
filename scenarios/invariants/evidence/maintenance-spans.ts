import type { History } from '../../../harness/core/history.ts';
import { eventsOf } from '../../../harness/invariants/evidence/events-of.ts';
import { faultWindows } from '../../../harness/invariants/evidence/fault-windows.ts';
import type { Span } from '../../../harness/invariants/evidence/unsteady-spans.ts';

const flagFile = /(^|\/)ha_maintenance$/;

/** A stretch with the flag, and when it was to end: the file cannot have gone before. */
interface FlagSpan extends Span {
  readonly dueMs: number;
}

/** When the flag file lay there because a step of the plan put it. */
export const flagSpans = (history: History): readonly FlagSpan[] =>
  faultWindows(history)
    .filter(({ step }) => {
      const { path, content } = step.params;
      return typeof path === 'string' && flagFile.test(path) && typeof content === 'string';
    })
    .map(({ step: { heal }, fromMs, toMs }) => ({
      fromMs,
      toMs,
      dueMs: heal === 'never' ? Number.POSITIVE_INFINITY : fromMs + heal.afterMs * history.scale,
    }));

/** When a program said that it sees the flag. */
const saidSpans = (history: History): readonly Span[] => {
  const said = eventsOf(history, 'signal').filter((signal) => signal.name === 'maintenance');
  return [...Map.groupBy(said, (signal) => signal.role).values()].flatMap((signals) =>
    signals.flatMap((signal, place) =>
      signal.value.on === true
        ? [{ fromMs: signal.atMs, toMs: signals[place + 1]?.atMs ?? Number.POSITIVE_INFINITY }]
        : [],
    ),
  );
};

/** Every stretch in which anybody may take maintenance to be on. */
export const maintenanceSpans = (history: History): readonly Span[] => [
  ...flagSpans(history),
  ...saidSpans(history),
];
