import type { FaultStep, Receipt } from '../../core/fault.ts';
import type { History } from '../../core/history.ts';
import { eventsOf } from './events-of.ts';

/** A step with the stretch of the run in which it was in force. */
export interface InForce {
  readonly step: FaultStep;
  readonly fromMs: number;
  /** Infinity when the history does not show its heal. */
  readonly toMs: number;
  readonly receipt: Receipt | undefined;
  /** Indices of the injection and, if seen, the heal. */
  readonly events: readonly number[];
}

/** All steps that fired, in the order they did. */
export const faultWindows = (history: History): readonly InForce[] => {
  const heals = new Map(eventsOf(history, 'faultHealed').map((heal) => [heal.step, heal]));
  return eventsOf(history, 'faultInjected').map(({ step, atMs, index }) => {
    const heal = heals.get(step.id);
    return {
      step,
      fromMs: atMs,
      toMs: heal?.atMs ?? Number.POSITIVE_INFINITY,
      receipt: heal?.receipt,
      events: heal === undefined ? [index] : [index, heal.index],
    };
  });
};
