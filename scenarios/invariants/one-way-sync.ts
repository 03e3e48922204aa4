import type { Event, History, SignalEvent } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude, type Violation } from '../../harness/invariants/evidence/conclude.ts';
import { eventsOf } from '../../harness/invariants/evidence/events-of.ts';
import { machineSlackMs } from '../../harness/invariants/evidence/machine-slack.ts';
import { sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';
import { type Watchdog, watchdogSignals } from './evidence/ha-reports.ts';
import { fileHashes, type SessionSync, sessionSyncs } from './evidence/session-syncs.ts';

/** How long before its log line a write may have begun, on a machine that keeps nobody waiting. */
const writeMs = 100;

interface View {
  readonly history: History;
  readonly watchdog: Watchdog;
  readonly syncs: readonly SessionSync[];
  readonly slackMs: number;
}

interface Found {
  readonly checked: number;
  readonly violations: readonly Violation[];
  readonly unknowns: readonly string[];
}

/** The signals by which a core says that it wrote a synced file. */
const writesOf = (history: History, role: string): readonly SignalEvent[] =>
  eventsOf(history, 'signal').filter(
    ({ role: from, name, value }) =>
      from === role && (name === 'stateWritten' || (name === 'checkpoint' && value.ok === true)),
  );

/** Live is quiet when it told of no write, did not end, and no fault touched anything meanwhile. */
const mayHaveChanged = ({ history, watchdog }: View): readonly Event[] => [
  ...writesOf(history, watchdog.live),
  ...eventsOf(history, 'process').filter(({ role }) => role === watchdog.live),
  ...eventsOf(history, 'faultInjected'),
  ...eventsOf(history, 'faultHealed'),
];

const liveChanged = (view: View): Found => {
  const changes = mayHaveChanged(view);
  const quiet = view.syncs.filter(
    ({ begin, end }) =>
      end !== undefined &&
      !changes.some(
        ({ atMs }) => atMs >= begin.atMs - view.slackMs && atMs <= end.atMs + view.slackMs,
      ),
  );
  const violations = quiet.flatMap(({ begin, end }) => {
    if (end === undefined || begin.value.live === end.value.live) return [];
    const because =
      `live's synced files changed over the sync at ${sayMs(begin.atMs)} ` +
      `(event ${begin.index}), while live itself wrote nothing`;
    return [{ because, witnesses: [begin.index, end.index] }];
  });
  return { checked: quiet.length, violations, unknowns: [] };
};

const candidateWrote = ({ history, watchdog }: View): Found => {
  const { candidate } = watchdog;
  const writes = writesOf(history, candidate);
  const refusals = eventsOf(history, 'signal').filter(
    ({ role, name, value }) => role === candidate && name === 'checkpoint' && value.ok === false,
  );
  return {
    checked: writes.length + refusals.length,
    violations: writes.map(({ name, atMs, index }) => ({
      because: `${candidate} wrote synced files itself: ${name} at ${sayMs(atMs)} (event ${index})`,
      witnesses: [index],
    })),
    unknowns: [],
  };
};

/** What a reader found must be what some sync had brought, or what lay there before the first. */
const readHalf = ({ history, watchdog, syncs, slackMs }: View): Found => {
  const reads = eventsOf(history, 'signal').filter(
    ({ role, name }) => role === watchdog.candidate && name === 'stateRead',
  );
  const brought = new Map<string, { readonly sha256: string; readonly atMs: number }[]>();
  for (const { end } of syncs) {
    for (const { file, sha256 } of end === undefined ? [] : fileHashes(end, 'copied')) {
      brought.set(file, [...(brought.get(file) ?? []), { sha256, atMs: end?.atMs ?? 0 }]);
    }
  }
  const violations: Violation[] = [];
  const unknowns: string[] = [];
  let checked = 0;
  for (const read of reads) {
    for (const { file, sha256 } of fileHashes(read, 'files')) {
      const known = brought.get(file) ?? [];
      const before = known.filter(({ atMs }) => atMs <= read.atMs);
      const due = known.filter(({ atMs }) => atMs <= read.atMs + slackMs);
      if (before.length === 0 && !due.some((one) => one.sha256 === sha256)) continue;
      checked += 1;
      if (due.some((one) => one.sha256 === sha256)) continue;
      const what = `${watchdog.candidate} read ${file} at ${sayMs(read.atMs)} (event ${read.index})`;
      const lost = syncs.some(({ begin, end }) => end === undefined && begin.atMs <= read.atMs);
      if (lost) unknowns.push(`${what}, perhaps from a sync whose end nobody told`);
      else {
        const because = `${what} as no sync had brought it: half copied, or written by others`;
        violations.push({ because, witnesses: [read.index] });
      }
    }
  }
  return { checked, violations, unknowns };
};

const outOfTurn = ({ history, watchdog, syncs }: View): Found => {
  const evaluations = watchdogSignals(history, watchdog, 'haEvaluation');
  const violations = syncs.flatMap(({ begin }) => {
    const last = evaluations.findLast(
      ({ atMs, life }) => life === begin.life && atMs <= begin.atMs + clockErrorMs,
    );
    if (last === undefined) return [];
    const { state, maintenance } = last.value;
    if (state === 'active' && maintenance !== true) return [];
    const when = maintenance === true ? 'in maintenance' : `in state ${String(state)}`;
    const because = `a sync began ${when}, at ${sayMs(begin.atMs)} (event ${begin.index})`;
    return [{ because, witnesses: [last.index, begin.index] }];
  });
  return { checked: syncs.length, violations, unknowns: [] };
};

/** Session state flows from live to its standby, and never back. */
export const oneWaySync: Invariant = {
  name: 'one-way-sync',
  about:
    'A sync changes nothing on live, the standby writes no synced file itself and reads each one ' +
    'whole, and syncs begin in state active only, outside of maintenance.',
  remedy:
    'Copy to a temporary name beside the file and rename it; let the standby refuse to write what ' +
    'it gets from live; ask for the state before each sync.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const { watchdog } = history.promises;
    const none = 'no sync was told of';
    if (watchdog === undefined) return { status: 'vacuous', because: none };
    const syncs = sessionSyncs(history, watchdog);
    const slackMs = writeMs + clockErrorMs + machineSlackMs(history);
    const view = { history, watchdog, syncs, slackMs };
    const found = [liveChanged(view), candidateWrote(view), readHalf(view), outOfTurn(view)];
    const completed = syncs.filter(({ end }) => end !== undefined).length;
    return conclude(history, {
      checked: syncs.length === 0 ? 0 : found.reduce((sum, { checked }) => sum + checked, 0),
      violations: found.flatMap(({ violations }) => violations),
      unknowns: found.flatMap(({ unknowns }) => unknowns),
      held: `${sayCount(completed, 'sync')} went one way only`,
      vacuous: none,
    });
  },
};
