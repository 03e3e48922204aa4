import { BreakerOpen } from '../breaker/breaker-open.ts';
import { classifyError } from '../errors/classify-error.ts';
import type { ErrorKind } from '../errors/error-kinds.ts';
import { messageOf } from '../errors/error-response.ts';
import { modelSchedule, type Schedule } from '../retry/schedules.ts';
import type { Sleep } from '../retry/sleep.ts';
import { withRetry } from '../retry/with-retry.ts';
import type { ModelHealth, RememberedModel } from './remembered-model.ts';

/** One try at one model, or that it was left out because its breaker was open. */
export interface ModelAttempt {
  readonly model: string;
  /** From 1, counted per model. */
  readonly try: number;
  readonly result: 'answered' | 'partial' | 'failed' | 'timedOut' | 'skipped';
  readonly reason?: string;
  readonly ms: number;
}

/** What a chain tells as it goes: every try, and every wait before the next one. */
export type ChainEvent =
  | { readonly kind: 'attempt'; readonly attempt: ModelAttempt }
  | {
      readonly kind: 'wait';
      readonly model: string;
      readonly try: number;
      readonly waitMs: number;
    };

/** What came of asking a chain. */
export type ChainResult<Answer> =
  | {
      readonly ok: true;
      readonly model: string;
      /** True when it is not the first model that answered. */
      readonly fallback: boolean;
      readonly partial: boolean;
      readonly answer: Answer;
      readonly attempts: readonly ModelAttempt[];
    }
  | {
      readonly ok: false;
      readonly error: NoModelAnswered;
      readonly attempts: readonly ModelAttempt[];
    };

/** Tells that no model of a chain answered; `errors` has the last one of each, in their order. */
export class NoModelAnswered extends AggregateError {
  constructor(failures: readonly { readonly model: string; readonly error: unknown }[]) {
    const said = failures.map(({ model, error }) => `${model}: ${messageOf(error)}`);
    super(
      failures.map(({ error }) => error),
      `no model answered (${said.join('; ')})`,
    );
    this.name = 'NoModelAnswered';
  }
}

/** How a chain goes about it. */
export interface ChainOptions<Answer> {
  /** Between the tries at one model; 1, 2, 4 s when left out (F2). */
  readonly schedule?: Schedule;
  /** Says that an answer is not the whole of it; then a later model may still give the whole. */
  readonly isPartial?: (answer: Answer) => boolean;
  /** False: a partial answer is as good as none. */
  readonly acceptPartial?: boolean;
  readonly random?: () => number;
  readonly sleep?: Sleep;
}

/** Models in their order, each asked only if those before it brought nothing. */
export interface ModelFallbackChain<Question, Answer> {
  /** Rejects only when the caller leaves. */
  ask(question: Question, asking?: Asking): Promise<ChainResult<Answer>>;
  health(): readonly ModelHealth[];
}

/** Who asks: when they leave, and where they hear how it goes. */
export interface Asking {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ChainEvent) => void;
}

/**
 * Creates a chain that knows which of its models are unhealthy (U4): such a model is skipped
 * without waiting, and asked again, at its old place, once its reset time has passed. A time limit
 * moves on to the next model at once (ruling 2); other failures are tried again first.
 */
export function createModelFallbackChain<Question, Answer>(
  models: readonly RememberedModel<Question, Answer>[],
  options: ChainOptions<Answer> = {},
): ModelFallbackChain<Question, Answer> {
  if (models.length === 0) throw new RangeError('a chain needs at least one model');
  const names = new Set(models.map(({ name }) => name));
  if (names.size < models.length) throw new RangeError('a chain asks each model once');
  return {
    health: () => models.map((model) => model.health()),
    async ask(question, asking = {}) {
      const attempts: ModelAttempt[] = [];
      const failures: { model: string; error: unknown }[] = [];
      let partial: { model: string; answer: Answer } | undefined;
      const tell = (event: ChainEvent) => {
        if (event.kind === 'attempt') attempts.push(event.attempt);
        asking.onEvent?.(event);
      };
      const found = (model: string, answer: Answer, whole: boolean): ChainResult<Answer> => {
        const fallback = model !== models[0]?.name;
        return { ok: true, model, fallback, partial: !whole, answer, attempts };
      };
      for (const model of models) {
        try {
          const answer = await askWithRetry({ model, question, options, asking, tell });
          if (!options.isPartial?.(answer)) return found(model.name, answer, true);
          partial ??= { model: model.name, answer };
          failures.push({ model: model.name, error: new Error('the answer is not the whole') });
        } catch (error) {
          asking.signal?.throwIfAborted();
          failures.push({ model: model.name, error });
        }
      }
      if (partial !== undefined && options.acceptPartial !== false) {
        return found(partial.model, partial.answer, false);
      }
      return { ok: false, error: new NoModelAnswered(failures), attempts };
    },
  };
}

interface Try<Question, Answer> {
  readonly model: RememberedModel<Question, Answer>;
  readonly question: Question;
  readonly options: ChainOptions<Answer>;
  readonly asking: Asking;
  readonly tell: (event: ChainEvent) => void;
}

function askWithRetry<Question, Answer>(one: Try<Question, Answer>): Promise<Answer> {
  const { model, options, asking } = one;
  const { schedule = modelSchedule, random, sleep } = options;
  return withRetry((number) => askOnce(one, number), {
    ...schedule,
    ...(asking.signal && { signal: asking.signal }),
    ...(random && { random }),
    ...(sleep && { sleep }),
    // A model whose breaker has just opened is left without another wait.
    shouldRetry: (error) => mayHelp(error) && model.breaker.state() === 'closed',
    onRetry: ({ attempt, waitMs }) =>
      one.tell({ kind: 'wait', model: model.name, try: attempt, waitMs }),
  });
}

async function askOnce<Question, Answer>(
  one: Try<Question, Answer>,
  number: number,
): Promise<Answer> {
  const { model, question, options, asking, tell } = one;
  const beganMs = performance.now();
  const told = (result: ModelAttempt['result'], reason?: string) => {
    const ms = Math.round(performance.now() - beganMs);
    const said = { model: model.name, try: number, result, ms };
    tell({ kind: 'attempt', attempt: reason === undefined ? said : { ...said, reason } });
  };
  try {
    const answer = await model.ask(question, asking.signal);
    told(options.isPartial?.(answer) ? 'partial' : 'answered');
    return answer;
  } catch (error) {
    if (!asking.signal?.aborted) told(resultOf(error), messageOf(error));
    throw error;
  }
}

function resultOf(error: unknown): ModelAttempt['result'] {
  if (error instanceof BreakerOpen) return 'skipped';
  return classifyError(error).kind === 'timeout' ? 'timedOut' : 'failed';
}

const hopeless: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'timeout',
  'blocked',
  'cancelled',
  'badInput',
  'denied',
  'fault',
]);

/** A question has no effect, so it may be put again unless that is no use. */
const mayHelp = (error: unknown) => !hopeless.has(classifyError(error).kind);
