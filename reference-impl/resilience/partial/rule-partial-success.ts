import { compareRate, fractionOf, wholePercent } from './exact-rate.ts';

/** What becomes of a batch of parallel agents (F5). */
export type PartialDecision =
  | 'rejected'
  | 'perfect'
  | 'continueWithWarning'
  | 'continueWithCaution';

/** A decision, with the numbers that it rests on. */
export interface PartialRuling {
  readonly decision: PartialDecision;
  readonly succeeded: number;
  readonly total: number;
  /** round(100 × rate). */
  readonly percent: number;
}

const warningPercent = 67;

/** Rules on a batch of which `succeeded` of `total` parts succeeded. */
export function rulePartialSuccess(
  succeeded: number,
  total: number,
  minSuccessRate = 0.5,
): PartialRuling {
  if (!Number.isSafeInteger(total) || total < 1) {
    throw new RangeError(`a batch has at least one part, not ${total}`);
  }
  if (!Number.isSafeInteger(succeeded) || succeeded < 0 || succeeded > total) {
    throw new RangeError(`of ${total} parts, ${succeeded} cannot have succeeded`);
  }
  if (!(minSuccessRate >= 0 && minSuccessRate <= 1)) {
    throw new RangeError(`minSuccessRate is a number from 0 to 1, not ${minSuccessRate}`);
  }
  const percent = wholePercent(succeeded, total);
  return { decision: decide(), succeeded, total, percent };

  function decide(): PartialDecision {
    if (compareRate(succeeded, total, fractionOf(minSuccessRate)) < 0) return 'rejected';
    if (succeeded === total) return 'perfect';
    return percent >= warningPercent ? 'continueWithWarning' : 'continueWithCaution';
  }
}
