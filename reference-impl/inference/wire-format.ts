import type { Completion, CompletionRequest } from './completion.ts';

/** One way of asking a model over HTTP: what is sent, and how the answer reads. */
export interface WireFormat {
  /** Gives the path below the provider's address, and what is sent there. */
  ask(request: CompletionRequest): {
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  /** Reads the body of a 200; throws `AttemptFailed` when it is no completion. */
  read(body: unknown): Completion;
}
