import type { History } from '../core/history.ts';
import type { Invariant, Verdict } from '../core/verdict.ts';

/** Signals by which a stack owns up to what it lost. */
const reports: ReadonlySet<string> = new Set(['queueDamaged', 'lossReported']);

/**
 * Lifts a violation that one of the invariant's excuses caused: a fault of such a kind had an
 * effect before the rule was seen broken, and the stack itself reported the loss. Silence is no
 * excuse.
 */
export const excused = (invariant: Invariant, verdict: Verdict, history: History): Verdict => {
  if (verdict.status !== 'violated' || invariant.excuses.length === 0) return verdict;
  const last = Math.max(...verdict.witnesses);
  const effective = new Set(
    history.events.flatMap((event) =>
      event.type === 'faultHealed' && event.receipt.effective ? [event.step] : [],
    ),
  );
  const fault = history.events.find(
    (event) =>
      event.type === 'faultInjected' &&
      event.index <= last &&
      invariant.excuses.includes(event.step.kind) &&
      effective.has(event.step.id),
  );
  if (fault?.type !== 'faultInjected') return verdict;
  const report = history.events.find(
    (event) => event.type === 'signal' && event.atMs >= fault.atMs && reports.has(event.name),
  );
  if (report === undefined) return verdict;
  return {
    status: 'held',
    checked: verdict.checked,
    because:
      `excused by step ${fault.step.id} (${fault.step.kind}), which the stack reported ` +
      `(event ${report.index}): ${verdict.because}`,
  };
};
