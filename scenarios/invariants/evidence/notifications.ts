import type { History, SignalEvent } from '../../../harness/core/history.ts';
import { clockErrorMs } from '../../../harness/invariants/evidence/clock-error.ts';
import type { Violation } from '../../../harness/invariants/evidence/conclude.ts';
import { historyEndMs, lastEvent } from '../../../harness/invariants/evidence/history-end.ts';
import { machineSlackMs } from '../../../harness/invariants/evidence/machine-slack.ts';
import { sayMs } from '../../../harness/invariants/evidence/say.ts';
import { overlap, unsteadySpans } from '../../../harness/invariants/evidence/unsteady-spans.ts';
import { type Watchdog, watchdogSignals } from './ha-reports.ts';
import type { Change } from './state-changes.ts';

/**
 * By when a change must have been notified: one poll later, of a watchdog that is there. A busy
 * machine may keep it from its next poll; what shows that it went on is its next probe.
 */
const deadlineMs = (history: History, watchdog: Watchdog, change: Change): number => {
  const { atMs } = change.signal;
  const next = watchdogSignals(history, watchdog, 'probe').find((probe) => probe.atMs > atMs);
  const wentOnMs = next?.atMs ?? atMs + watchdog.pollMs + machineSlackMs(history);
  let dueMs = Math.max(atMs + watchdog.pollMs, wentOnMs);
  for (const span of unsteadySpans(history, watchdog.role)) {
    if (overlap(span, { fromMs: atMs, toMs: dueMs })) {
      dueMs = Math.max(dueMs, span.toMs + watchdog.pollMs);
    }
  }
  return dueMs + clockErrorMs;
};

/** A crash between telling and remembering makes the next life tell it again under the same id. */
const distinct = (notifications: readonly SignalEvent[]): readonly SignalEvent[] =>
  notifications.filter(
    (one, place) =>
      one.value.id === undefined ||
      !notifications
        .slice(0, place)
        .some((other) => other.value.id === one.value.id && other.life !== one.life),
  );

/** Holds changes against notifications, one to one. */
export const judgeNotifications = (
  history: History,
  watchdog: Watchdog,
  changes: readonly Change[],
): { readonly violations: readonly Violation[]; readonly unknowns: readonly string[] } => {
  const open = new Set(
    distinct(
      watchdogSignals(history, watchdog, 'notification').filter(
        (it) => it.value.kind === undefined || it.value.kind === 'HA_STATUS_CHANGE',
      ),
    ),
  );
  const violations: Violation[] = [];
  const unknowns: string[] = [];
  const end = lastEvent(history);
  for (const change of changes) {
    const { atMs, index } = change.signal;
    const dueMs = deadlineMs(history, watchdog, change);
    const found = [...open].find(
      ({ value, atMs: toldMs }) =>
        value.from === change.from &&
        value.to === change.to &&
        toldMs >= atMs - clockErrorMs &&
        toldMs <= dueMs,
    );
    const what = `${change.from} became ${change.to} at ${sayMs(atMs)} (event ${index})`;
    if (found !== undefined) open.delete(found);
    else if (historyEndMs(history) <= dueMs) {
      unknowns.push(`${what} and the history ended before its notification was due`);
    } else {
      violations.push({
        because: `${what} and was not notified by ${sayMs(dueMs)}`,
        witnesses: [index, ...(end === undefined ? [] : [end.index])],
      });
    }
  }
  for (const { value, atMs, index } of open) {
    violations.push({
      because:
        `a notification (${value.from} to ${value.to}) at ${sayMs(atMs)} ` +
        'has no change of its own',
      witnesses: [index],
    });
  }
  return { violations, unknowns };
};
