import type { History, SignalEvent } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { conclude, type Violation } from '../../harness/invariants/evidence/conclude.ts';
import { eventsOf } from '../../harness/invariants/evidence/events-of.ts';
import { sayCount } from '../../harness/invariants/evidence/say.ts';
import { numberOf, signalsNamed, textOf } from './evidence/signals-named.ts';

/** The decision of F5, from nothing but the numbers. */
const decide = (succeeded: number, total: number, minRate: number): string => {
  if (succeeded < minRate * total) return 'rejected';
  if (succeeded === total) return 'perfect';
  const percent = Math.round((100 * succeeded) / total);
  return percent >= 67 ? 'continueWithWarning' : 'continueWithCaution';
};

/** A batch of coders: which milestone of which idea, and which try at it. */
const batchOf = (signal: SignalEvent): string =>
  JSON.stringify([textOf(signal, 'ideaId'), numberOf(signal, 'n'), numberOf(signal, 'round')]);

const milestoneOf = (signal: SignalEvent): string =>
  JSON.stringify([signal.life, textOf(signal, 'ideaId'), numberOf(signal, 'n')]);

const sayBatch = (ruling: SignalEvent): string =>
  `milestone ${numberOf(ruling, 'n')} of ${textOf(ruling, 'ideaId')}`;

const judgeDecision = (
  history: History,
  ruling: SignalEvent,
  parts: readonly SignalEvent[],
): readonly Violation[] => {
  const names = (phase: string) =>
    new Set(parts.filter(({ value }) => value.phase === phase).map((it) => textOf(it, 'name')));
  const [done, total] = [names('done').size, names('begun').size];
  const wanted = decide(done, total, history.promises.modelCalls?.minSuccessRate ?? 0.5);
  const decision = textOf(ruling, 'decision');
  if (wanted === decision) return [];
  const because = `${sayBatch(ruling)}: ${done} of ${total} coders succeeded, ruled ${decision}`;
  const witnesses = [ruling.index, ...parts.map(({ index }) => index)];
  return [{ because: `${because}; F5 says ${wanted}`, witnesses }];
};

/** What a ruling asks for, in its order; an issue that could not be opened is not assigned. */
const actionsFor = (decision: string, told: readonly SignalEvent[]): readonly string[] => {
  if (decision === 'rejected') return ['rollBack'];
  if (decision === 'perfect') return ['commit', 'continue'];
  const created = told.filter(({ value }) => value.action === 'createIssue');
  const opened = created.filter(({ value }) => value.ok === true);
  return [
    'commit',
    ...created.map(() => 'createIssue'),
    'markMilestone',
    ...opened.map(() => 'assignIssue'),
    'continue',
  ];
};

interface Ruled {
  readonly ruling: SignalEvent;
  /** What was done about it, in the program's own order. */
  readonly told: readonly SignalEvent[];
  readonly failed: number;
  /** Its program ended, or the history did, before all of it could be done. */
  readonly wasCut: boolean;
}

const judgeActions = ({ ruling, told, failed, wasCut }: Ruled): readonly Violation[] => {
  const decision = textOf(ruling, 'decision');
  const actions = told.map((it) => textOf(it, 'action'));
  const wanted = actionsFor(decision, told);
  const created = actions.filter((action) => action === 'createIssue').length;
  const tooFewIssues = actions.includes('markMilestone') && created !== failed;
  // A batch that was rejected to the last may be given over to its stand-ins.
  const seen = decision === 'rejected' ? actions.slice(0, 1) : actions;
  const isPrefix = seen.every((action, at) => action === wanted[at]);
  const isWhole = seen.length === wanted.length;
  if (isPrefix && !tooFewIssues && (isWhole || wasCut)) return [];
  const because =
    `${sayBatch(ruling)} was ruled ${decision}, then came ${actions.join(', ') || 'nothing'}; ` +
    `F5 says ${wanted.join(', ')}`;
  return [{ because, witnesses: [ruling.index, ...told.map(({ index }) => index)] }];
};

/** A ruling with the actions up to the next ruling on the same milestone. */
const ruledOf = (history: History, rulings: readonly SignalEvent[]): readonly Ruled[] => {
  const actions = Map.groupBy(signalsNamed(history, 'milestoneAction'), milestoneOf);
  const exits = eventsOf(history, 'process').filter(({ what }) => what === 'exited');
  const isRead = history.events.some((event) => event.type === 'finalRead');
  return [...Map.groupBy(rulings, milestoneOf)].flatMap(([milestone, own]) => {
    const inOrder = own.toSorted((one, other) => orderOf(one) - orderOf(other));
    return inOrder.map((ruling, at) => {
      const next = inOrder[at + 1];
      const untilOrder = next === undefined ? Number.POSITIVE_INFINITY : orderOf(next);
      const told = (actions.get(milestone) ?? [])
        .filter((it) => orderOf(it) > orderOf(ruling) && orderOf(it) < untilOrder)
        .toSorted((one, other) => orderOf(one) - orderOf(other));
      const { role, life } = ruling;
      const ended = exits.some((it) => it.role === role && it.life === life);
      const failed = numberOf(ruling, 'total') - numberOf(ruling, 'succeeded');
      return { ruling, told, failed, wasCut: ended || !isRead };
    });
  });
};

const orderOf = (signal: SignalEvent): number => numberOf(signal, 'order');

/** Parallel agents are judged by one rule, and what follows has one order (F5). */
export const partialSuccessRuled: Invariant = {
  name: 'partial-success-ruled',
  about:
    'A batch of parallel agents is ruled as its numbers say, and followed up in the set order.',
  remedy:
    'Compare the rate exactly, round only for the warning, and commit before issues, marks and ' +
    'assignments.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const parts = Map.groupBy(signalsNamed(history, 'part'), batchOf);
    const rulings = signalsNamed(history, 'milestoneRuling');
    return conclude(history, {
      checked: rulings.length,
      violations: [
        ...rulings.flatMap((ruling) =>
          judgeDecision(history, ruling, parts.get(batchOf(ruling)) ?? []),
        ),
        ...ruledOf(history, rulings).flatMap(judgeActions),
      ],
      unknowns: [],
      held: `${sayCount(rulings.length, 'batch', 'batches')} ruled and followed up as F5 says`,
      vacuous: 'no batch of parallel agents was ruled on',
    });
  },
};
