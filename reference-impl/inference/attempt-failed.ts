import { type AttemptOutcome, describeOutcome } from '../client/attempt-outcome.ts';

/** One attempt at an inference that brought no completion; the outcome says why. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
  readonly outcome: AttemptOutcome;

  constructor(outcome: AttemptOutcome) {
    super(describeOutcome(outcome));
    this.outcome = outcome;
  }
}
