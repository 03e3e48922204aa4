import type { Completion, CompletionRequest, ModelProvider } from './completion.ts';

/**
 * Asks the providers in their order until one answers (G10). A time limit at one is a reason to
 * ask the next, because choosing another model repeats nothing (ruling 8). With none left, the
 * caller gets the first provider's error, and the message stays where it was: in the queue.
 */
export function createModelPool(first: ModelProvider, ...others: ModelProvider[]): ModelProvider {
  return {
    name: 'pool',
    async complete(request: CompletionRequest): Promise<Completion> {
      try {
        return await first.complete(request);
      } catch (error) {
        for (const provider of others) {
          request.signal?.throwIfAborted();
          try {
            return await provider.complete(request);
          } catch {
            // The provider has logged its own failure; the first one's is what the caller needs.
          }
        }
        throw error;
      }
    },
  };
}
