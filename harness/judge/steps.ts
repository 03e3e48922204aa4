import type { FaultStep } from '../core/fault.ts';
import type { FaultHealed, FaultInjected, History } from '../core/history.ts';

/** A step that fires later than this was not the plan any more. */
export const latestMs = 250;

interface Fired {
  readonly step: FaultStep;
  readonly injected: FaultInjected | undefined;
  readonly healed: FaultHealed | undefined;
}

const firedSteps = (history: History): readonly Fired[] => {
  const injected = new Map<number, FaultInjected>();
  const healed = new Map<number, FaultHealed>();
  for (const event of history.events) {
    if (event.type === 'faultInjected') injected.set(event.step.id, event);
    if (event.type === 'faultHealed') healed.set(event.step, event);
  }
  return history.plan.steps.map((step) => ({
    step,
    injected: injected.get(step.id),
    healed: healed.get(step.id),
  }));
};

const name = (step: FaultStep): string => `step ${step.id} (${step.kind} on ${step.target})`;

const hadEffect = ({ healed }: Fired): boolean => healed?.receipt.effective === true;

/** Why a run shows nothing: its steps that changed nothing. */
export const inertSteps = (history: History): readonly string[] => {
  const steps = firedSteps(history);
  const idle = steps
    .filter((it) => !hadEffect(it) && it.step.mayBeIdle !== true)
    // A step without a receipt is a doubt about the run, not an idle fault.
    .filter((it) => it.injected === undefined || it.healed !== undefined)
    .map(({ step, injected, healed }) => {
      if (injected === undefined)
        return `${name(step)} never fired: what it waits for did not happen`;
      const counts = Object.entries(healed?.receipt.counts ?? {});
      const told = counts.map(([what, count]) => `${what} ${count}`).join(', ');
      return `${name(step)} changed nothing${told === '' ? '' : `: ${told}`}`;
    });
  const allIdle = steps.length > 0 && steps.every((it) => it.healed && !hadEffect(it));
  return idle.length === 0 && allIdle ? ['no step of the plan changed anything'] : idle;
};

/** Whether the faults of a run were real: each that had to have an effect had one, and one did. */
export const isEffective = (history: History): boolean => {
  const steps = firedSteps(history);
  return steps.some(hadEffect) && steps.every((it) => hadEffect(it) || it.step.mayBeIdle === true);
};

/** Why a run cannot be trusted to be the one that was planned. */
export const doubtsOf = (history: History): readonly string[] =>
  firedSteps(history).flatMap(({ step, injected, healed }) => {
    if (injected === undefined) return [];
    const doubts: string[] = [];
    if (injected.lateMs > latestMs) {
      doubts.push(
        `${name(step)} fired ${Math.round(injected.lateMs)} ms late; the machine is too busy`,
      );
    }
    if (healed === undefined) doubts.push(`${name(step)} left no receipt`);
    return doubts;
  });
