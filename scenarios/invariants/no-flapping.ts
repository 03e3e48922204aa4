import type { History, SignalEvent } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude, type Violation } from '../../harness/invariants/evidence/conclude.ts';
import { machineSlackMs } from '../../harness/invariants/evidence/machine-slack.ts';
import { sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';
import { healthIn, isHaState, type Watchdog, watchdogSignals } from './evidence/ha-reports.ts';
import { judgeNotifications } from './evidence/notifications.ts';
import { type Change, stateChanges } from './evidence/state-changes.ts';

type Target = 'live' | 'candidate';

/** How a probe came out; `either` where a busy machine may have delayed the limit itself. */
type Outcome = 'good' | 'failed' | 'either';

/** A probe that took far longer than the limit has failed, whatever the log calls it. */
const outcomeOf = ({ value }: SignalEvent, { watchdog, slackMs }: View): Outcome => {
  if (value.ok !== true) return 'failed';
  if (typeof value.ms !== 'number') return 'good';
  const overMs = value.ms - watchdog.probeLimitMs - clockErrorMs;
  if (overMs <= 0) return 'good';
  return overMs <= slackMs ? 'either' : 'failed';
};

interface View {
  readonly watchdog: Watchdog;
  readonly probes: readonly SignalEvent[];
  readonly slackMs: number;
}

const isMaintenance = (history: History, watchdog: Watchdog, change: Change): boolean => {
  const evaluations = watchdogSignals(history, watchdog, 'haEvaluation');
  const before = evaluations.findLast((it) => it.atMs < change.signal.atMs);
  const after = evaluations.find((it) => it.atMs >= change.signal.atMs);
  return before?.value.maintenance === true || after?.value.maintenance === true;
};

/** Why a change of one core's health is not borne out by the probes before it. */
const unfounded = (change: Change, target: Target, view: View): Violation | undefined => {
  const { probes, watchdog } = view;
  const [was, is] = [healthIn(change.from)[target], healthIn(change.to)[target]];
  if (was === is) return undefined;
  const { atMs, index } = change.signal;
  const seen = probes.filter((it) => it.value.target === target && it.atMs <= atMs);
  const last = seen.slice(is ? -1 : -watchdog.unhealthyAfter);
  const contrary: Outcome = is ? 'failed' : 'good';
  const bearing = last.filter((probe) => outcomeOf(probe, view) !== contrary);
  const need = is ? 1 : watchdog.unhealthyAfter;
  if (bearing.length >= need) return undefined;
  const what = is ? 'up' : 'down';
  const why = is ? 'whose last probe failed' : `after ${bearing.length} failed of ${need} probes`;
  return {
    because:
      `${change.from} became ${change.to} at ${sayMs(atMs)} (event ${index}), ` +
      `calling ${watchdog[target]} ${what} ${why}`,
    witnesses: [index, ...last.map((probe) => probe.index)],
  };
};

/** A state that jumps about makes every caller that follows it jump as well. */
export const noFlapping: Invariant = {
  name: 'no-flapping',
  about:
    'The HA state changes only on enough failed probes in a row or on a good one, once per ' +
    'change, and each change is notified once before the next poll.',
  remedy:
    'Count failures in a row per core, reset the count on success, and make the change and its ' +
    'notification one durable record.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const { watchdog } = history.promises;
    if (watchdog === undefined) {
      return { status: 'vacuous', because: 'the stack declares no watchdog' };
    }
    const probes = watchdogSignals(history, watchdog, 'probe');
    const { changes, jumps } = stateChanges(history, watchdog);
    const notified = judgeNotifications(history, watchdog, changes);
    const view = { watchdog, probes, slackMs: machineSlackMs(history) };
    const failedProbes = probes.filter((probe) => outcomeOf(probe, view) === 'failed');
    const unjustified = changes.flatMap((change) => {
      const targets: readonly Target[] = isMaintenance(history, watchdog, change)
        ? ['live']
        : ['live', 'candidate'];
      return targets.flatMap((target) => unfounded(change, target, view) ?? []);
    });
    const nameless = watchdogSignals(history, watchdog, 'haState').filter(
      (it) => !isHaState(it.value.to),
    );
    return conclude(history, {
      checked: failedProbes.length + changes.length,
      violations: [...jumps, ...unjustified, ...notified.violations],
      unknowns: [
        ...notified.unknowns,
        ...nameless.map((it) => `the watchdog reported a state without a name (event ${it.index})`),
      ],
      held:
        `${sayCount(failedProbes.length, 'failed probe')}, ` +
        `${sayCount(changes.length, 'change')} of state, each borne out and notified once`,
      vacuous: 'no probe failed and the state never changed',
    });
  },
};
