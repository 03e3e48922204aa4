import type { History, ProcessEvent, SignalEvent } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude, type Violation } from '../../harness/invariants/evidence/conclude.ts';
import { eventsOf } from '../../harness/invariants/evidence/events-of.ts';
import { historyEndMs } from '../../harness/invariants/evidence/history-end.ts';
import { machineSlackMs } from '../../harness/invariants/evidence/machine-slack.ts';
import { sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';

/** An end of the keeper of handoffs, and the life that came after it. */
interface Restart {
  readonly exit: ProcessEvent;
  readonly ready: ProcessEvent;
}

const restartsOf = (history: History): readonly Restart[] => {
  const role = history.promises.watchdog?.role;
  const processes = eventsOf(history, 'process').filter((event) => event.role === role);
  return processes
    .filter((event) => event.what === 'exited')
    .flatMap((exit) => {
      const ready = processes.find((it) => it.what === 'ready' && it.life > exit.life);
      return ready === undefined ? [] : [{ exit, ready }];
    });
};

/** Handoffs as their keeper told of them; one that its giver never saw acknowledged may be gone. */
const handoffsOf = (history: History): ReadonlyMap<string, readonly SignalEvent[]> => {
  const role = history.promises.watchdog?.role;
  const told = eventsOf(history, 'signal').filter(
    ({ name, value, ...it }) =>
      it.role === role && name === 'handoff' && typeof value.id === 'string',
  );
  const unsure = new Set(eventsOf(history, 'invoke').map((invoke) => invoke.key));
  const operations = new Map(eventsOf(history, 'invoke').map((it) => [it.operation, it.key]));
  for (const { operation, outcome } of eventsOf(history, 'complete')) {
    if (outcome.kind === 'ok') unsure.delete(operations.get(operation) ?? '');
  }
  return Map.groupBy(
    told.filter(({ value }) => !unsure.has(String(value.id))),
    ({ value }) => String(value.id),
  );
};

const isFinal = (state: unknown): boolean => state === 'completed' || state === 'failed';

type Finding = Violation | 'fine' | { readonly unknown: string };

/** What became of one handoff over one restart; undefined where it did not exist before. */
const judgeOver = (
  history: History,
  { exit, ready }: Restart,
  signals: readonly SignalEvent[],
): Finding | undefined => {
  const before = signals.findLast((it) => it.life <= exit.life);
  if (before === undefined) return undefined;
  const after = signals.find((it) => it.life > exit.life);
  const what =
    `handoff ${String(before.value.id)} was ${String(before.value.state)} when ${exit.role} ` +
    `ended at ${sayMs(exit.atMs)} (event ${exit.index})`;
  const witnesses = [before.index, exit.index, ready.index];
  if (isFinal(before.value.state)) {
    if (after === undefined || after.value.state === before.value.state) return 'fine';
    const because = `${what} and became ${String(after.value.state)} afterwards`;
    return { because, witnesses: [...witnesses, after.index] };
  }
  const waitMs = (history.promises.watchdog?.pollMs ?? 0) + machineSlackMs(history);
  const dueMs = ready.atMs + waitMs + clockErrorMs;
  if (after === undefined || after.atMs > dueMs) {
    if (historyEndMs(history) <= dueMs) {
      return { unknown: `${what} and the history ended before the next life had to judge it` };
    }
    return { because: `${what} and was not marked failed by the next life`, witnesses };
  }
  const { state, reason } = after.value;
  if (state === 'failed' && typeof reason === 'string' && reason !== '') return 'fine';
  const so = state === 'failed' ? 'failed without a reason' : String(state);
  return { because: `${what} and was ${so} afterwards`, witnesses: [...witnesses, after.index] };
};

/** Who died in the middle of handing over did not hand over. */
export const handoffsReconciled: Invariant = {
  name: 'handoffs-reconciled',
  about:
    'After a restart of the orchestrator every handoff that was in progress is failed, with a ' +
    'reason, and finished ones are as they were.',
  remedy: 'Read the handoffs at start-up and close the open ones before taking new ones.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const handoffs = [...handoffsOf(history).values()];
    const findings = restartsOf(history).flatMap((restart) =>
      handoffs.flatMap((signals) => judgeOver(history, restart, signals) ?? []),
    );
    return conclude(history, {
      checked: findings.length,
      violations: findings.filter((it): it is Violation => it !== 'fine' && 'because' in it),
      unknowns: findings.flatMap((it) => (it !== 'fine' && 'unknown' in it ? [it.unknown] : [])),
      held: `${sayCount(findings.length, 'handoff')} judged rightly after a restart`,
      vacuous: 'no handoff was known before a restart of its keeper',
    });
  },
};
