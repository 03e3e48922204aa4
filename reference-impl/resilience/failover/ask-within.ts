import type {
  ChainEvent,
  ChainResult,
  ModelFallbackChain,
} from '../models/model-fallback-chain.ts';
import { deadlineLine } from '../time-limit/deadline-line.ts';

/** Who asks, and how long they wait. */
export interface AskingWithin {
  readonly signal?: AbortSignal;
  /** The caller's deadline for the whole of it; without one, each try has its limit. */
  readonly withinMs?: number;
  readonly onEvent: (event: ChainEvent) => void;
}

/** What came of it; a deadline that passes is no answer, and nobody's fault. */
export type AnswerWithin<Answer> =
  | Extract<ChainResult<Answer>, { readonly ok: true }>
  | { readonly ok: false; readonly error: unknown };

/** Asks a chain, and stops waiting when the caller's deadline has passed. */
export async function askWithin<Question, Answer>(
  chain: ModelFallbackChain<Question, Answer>,
  question: Question,
  { signal, withinMs, onEvent }: AskingWithin,
): Promise<AnswerWithin<Answer>> {
  if (withinMs === undefined) return chain.ask(question, { ...(signal && { signal }), onEvent });
  const limit = deadlineLine(withinMs).enter(() => undefined);
  const either = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
  try {
    return await chain.ask(question, { signal: either, onEvent });
  } catch (error) {
    if (signal?.aborted || !limit.signal.aborted) throw error;
    return { ok: false, error };
  } finally {
    limit.end();
  }
}
