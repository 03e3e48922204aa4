/** The time limits of one attempt; whichever ends it, it is neither retried nor failed over. */
export type LimitPhase = 'pool' | 'connect' | 'write' | 'read' | 'total';

/** What happened to one attempt, as far as the client can know it. */
export type AttemptOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  /** Refused, name not found, or cut before the whole request had left this machine. */
  | { readonly kind: 'notDelivered'; readonly code: string; readonly message: string }
  /** The whole request had left; the connection closed before a status line. */
  | { readonly kind: 'noAnswer'; readonly code: string; readonly message: string }
  /** A head came, but the body was short, its framing broken, or it was not what it claimed. */
  | { readonly kind: 'brokenAnswer'; readonly code: string; readonly message: string }
  /** The connection was reset after a part of the answer had arrived. */
  | { readonly kind: 'resetInAnswer'; readonly code: string; readonly message: string }
  | { readonly kind: 'timedOut'; readonly phase: LimitPhase; readonly limitMs: number }
  | { readonly kind: 'aborted'; readonly message: string };

/** What follows from an outcome: done, or one more attempt (then the fallback), or the end. */
export type Disposition = 'success' | 'retry' | 'final';

const retryableStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/** Decides what follows from an outcome; a call without a key cannot repeat what may have run. */
export function classifyOutcome(outcome: AttemptOutcome, hasKey: boolean): Disposition {
  switch (outcome.kind) {
    case 'answered':
      if (outcome.status < 400) return 'success';
      return retryableStatuses.has(outcome.status) ? 'retry' : 'final';
    case 'notDelivered':
      return 'retry';
    case 'noAnswer':
    case 'brokenAnswer':
      return hasKey ? 'retry' : 'final';
    case 'resetInAnswer':
    case 'timedOut':
    case 'aborted':
      return 'final';
  }
}

/** Says an outcome in a few words, for logs and error messages. */
export function describeOutcome(outcome: AttemptOutcome): string {
  switch (outcome.kind) {
    case 'answered':
      return `status ${outcome.status}${answerText(outcome.body)}`;
    case 'timedOut':
      return `${outcome.phase} limit of ${outcome.limitMs} ms`;
    case 'aborted':
      return `aborted: ${outcome.message}`;
    case 'notDelivered':
      return `not delivered: ${outcome.code} ${outcome.message}`;
    case 'noAnswer':
      return `closed before an answer: ${outcome.code} ${outcome.message}`;
    case 'brokenAnswer':
      return `broken answer: ${outcome.code} ${outcome.message}`;
    case 'resetInAnswer':
      return `reset in the answer: ${outcome.code} ${outcome.message}`;
  }
}

function answerText(body: unknown): string {
  if (body === undefined || body === '') return '';
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ` ${text.slice(0, 200)}`;
}
