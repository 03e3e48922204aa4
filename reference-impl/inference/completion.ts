/** What a model is asked, and on whose behalf. */
export interface CompletionRequest {
  readonly prompt: string;
  readonly key: string;
  readonly signal?: AbortSignal;
}

/** What came back, and which model produced it (G10). */
export interface Completion {
  readonly text: string;
  readonly model: string;
}

/** One place to get completions from; rejects with `CallFailed`. */
export interface ModelProvider {
  readonly name: string;
  complete(request: CompletionRequest): Promise<Completion>;
}
