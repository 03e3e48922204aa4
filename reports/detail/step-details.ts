import type { FaultFamily, Receipt } from '../../harness/core/fault.ts';
import type { History } from '../../harness/core/history.ts';
import type { StepDetail } from '../../harness/core/run-detail.ts';

/** The steps of the plan with when they fired, when they ended and what they changed. */
export const stepDetails = (
  history: History,
  families: Readonly<Record<string, FaultFamily>>,
): readonly StepDetail[] => {
  const injected = new Map<number, { readonly atMs: number; readonly lateMs: number }>();
  const healed = new Map<number, { readonly atMs: number; readonly receipt: Receipt }>();
  for (const event of history.events) {
    if (event.type === 'faultInjected') injected.set(event.step.id, event);
    if (event.type === 'faultHealed') healed.set(event.step, event);
  }
  return history.plan.steps.map((step) => {
    const start = injected.get(step.id);
    const end = healed.get(step.id);
    return {
      id: step.id,
      kind: step.kind,
      target: step.target,
      params: step.params,
      family: families[step.kind] ?? 'dependency',
      lateMs: start?.lateMs ?? 0,
      ...(start && { injectedAtMs: start.atMs }),
      ...(end && step.heal !== 'never' && { healedAtMs: end.atMs }),
      ...(end && { receipt: end.receipt }),
    };
  });
};
