import { type AttemptOutcome, describeOutcome } from './attempt-outcome.ts';

/** The facts of a call that did not succeed. */
export interface FailedCall {
  readonly callId: string;
  /** What the attempt on this target came to; of several attempts the last. */
  readonly outcome: AttemptOutcome;
  readonly attempts: number;
  readonly target: string;
}

/**
 * Tells the caller what the primary said last; what the fallback said, if it was asked, is the
 * `cause`. Callers decide by `outcome`, never by the text.
 */
export class CallFailed extends Error {
  readonly callId: string;
  readonly outcome: AttemptOutcome;
  readonly attempts: number;
  readonly target: string;

  constructor(call: FailedCall, options?: ErrorOptions) {
    const times = call.attempts === 1 ? 'one attempt' : `${call.attempts} attempts`;
    super(`${call.target} failed after ${times}: ${describeOutcome(call.outcome)}`, options);
    this.name = 'CallFailed';
    this.callId = call.callId;
    this.outcome = call.outcome;
    this.attempts = call.attempts;
    this.target = call.target;
  }
}
