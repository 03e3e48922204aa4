import { Breaker } from '../breaker/breaker.ts';
import type { BreakerOptions } from '../breaker/breaker-rules.ts';
import { settleBreakerRules } from '../breaker/breaker-rules.ts';
import { withBreaker } from '../breaker/with-breaker.ts';
import { classifyError } from '../errors/classify-error.ts';
import { messageOf } from '../errors/error-response.ts';
import type { Limit } from '../time-limit/deadline-line.ts';
import { withTimeLimit } from '../time-limit/with-time-limit.ts';
import { CallerLeft } from './caller-left.ts';

/** What is remembered of a model's health. */
export interface ModelHealth {
  readonly model: string;
  /** False while it is skipped or only being probed. */
  readonly healthy: boolean;
  /** The status text of its breaker. */
  readonly status: string;
  readonly answered: number;
  readonly failed: number;
  readonly lastError?: string;
  /** Epoch ms. */
  readonly lastFailedAtMs?: number;
  readonly lastAnsweredAtMs?: number;
}

/** A model that remembers how it has been; several chains may share one. */
export interface RememberedModel<Question, Answer> {
  readonly name: string;
  readonly breaker: Breaker;
  /** One try, bounded in time; rejects with `BreakerOpen` when it is known to be unhealthy. */
  ask(question: Question, signal?: AbortSignal): Promise<Answer>;
  health(): ModelHealth;
}

/** How a model is asked, and what is made of its failures. */
export interface ModelOptions<Question, Answer> {
  readonly name: string;
  readonly ask: (question: Question, signal: AbortSignal) => Promise<Answer>;
  /** The limit of one try; 300,000 when left out (F1). */
  readonly timeLimitMs?: number;
  readonly breaker?: BreakerOptions;
}

/** Creates a model with its health memory: a breaker, and what it did last. */
export function rememberModel<Question, Answer>(
  options: ModelOptions<Question, Answer>,
): RememberedModel<Question, Answer> {
  const { name, timeLimitMs = 300_000 } = options;
  const isFailure = options.breaker?.isFailure ?? speaksOfHealth;
  const rules = settleBreakerRules({
    // A model that is being probed is skipped: there is another one to ask.
    probeWaitMs: 0,
    ...options.breaker,
    isFailure: (error) => !(error instanceof CallerLeft) && isFailure(error),
  });
  const breaker = new Breaker(rules);
  const seen: Seen = { answered: 0, failed: 0 };
  const guarded = withBreaker(
    withTimeLimit(
      (limit, question: Question, signal?: AbortSignal) =>
        askUnlessLeft({ ask: options.ask, question, limit, signal }),
      timeLimitMs,
    ),
    breaker,
  );
  return {
    name,
    breaker,
    async ask(question, signal) {
      try {
        const answer = await guarded(question, signal);
        seen.answered += 1;
        seen.lastAnsweredAtMs = Date.now();
        return answer;
      } catch (error) {
        if (rules.isFailure(error) && classifyError(error).kind !== 'blocked') {
          seen.failed += 1;
          seen.lastFailedAtMs = Date.now();
          seen.lastError = messageOf(error);
        }
        throw error;
      }
    },
    health: () => {
      const status = breaker.status();
      return { model: name, healthy: breaker.state() === 'closed', status, ...seen };
    },
  };
}

interface Seen {
  answered: number;
  failed: number;
  lastError?: string;
  lastFailedAtMs?: number;
  lastAnsweredAtMs?: number;
}

/** What was wrong with the question says nothing about the model. */
function speaksOfHealth(error: unknown): boolean {
  const { kind } = classifyError(error);
  return kind !== 'badInput' && kind !== 'cancelled';
}

interface Asking<Question, Answer> {
  readonly ask: ModelOptions<Question, Answer>['ask'];
  readonly question: Question;
  readonly limit: Limit;
  readonly signal: AbortSignal | undefined;
}

/** A caller that leaves is let go at once, also by a model that listens to no signal. */
async function askUnlessLeft<Question, Answer>(asking: Asking<Question, Answer>): Promise<Answer> {
  const { ask, question, limit, signal } = asking;
  if (signal === undefined) return ask(question, limit.signal);
  if (signal.aborted) throw new CallerLeft(signal.reason);
  const leaving = Promise.withResolvers<never>();
  const leave = () => leaving.reject(new CallerLeft(signal.reason));
  signal.addEventListener('abort', leave, { once: true });
  try {
    const either = AbortSignal.any([signal, limit.signal]);
    return await Promise.race([leaving.promise, ask(question, either)]);
  } catch (error) {
    throw signal.aborted ? new CallerLeft(signal.reason) : error;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
