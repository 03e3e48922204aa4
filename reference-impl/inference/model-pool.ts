import { BreakerOpen } from '../resilience/breaker/breaker-open.ts';
import type { Completion, CompletionRequest, ModelProvider } from './completion.ts';

/** A provider of a pool; behind a breaker, `unguarded` is the way past it. */
export interface PooledProvider extends ModelProvider {
  readonly unguarded?: ModelProvider['complete'];
}

/**
 * Asks the providers in their order until one answers (G10). A time limit at one is a reason to
 * ask the next, because choosing another model repeats nothing (ruling 8); one whose breaker is open
 * is skipped without waiting. When all were skipped the first is asked past its breaker: a breaker
 * chooses among models, and must not make an outage of some failures where there is no choice.
 * With none left, the caller gets the error of the first that was asked, and the message stays
 * where it was: in the queue.
 */
export function createModelPool(first: PooledProvider, ...others: PooledProvider[]): ModelProvider {
  return {
    name: 'pool',
    async complete(request: CompletionRequest): Promise<Completion> {
      const failures: unknown[] = [];
      for (const provider of [first, ...others]) {
        if (provider !== first) request.signal?.throwIfAborted();
        try {
          return await provider.complete(request);
        } catch (error) {
          // The provider has logged its own failure; the first one's is what the caller needs.
          if (!(error instanceof BreakerOpen)) failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      return (first.unguarded ?? first.complete)(request);
    },
  };
}
