import type { z } from 'zod';

/** An answer that the gateway makes by itself; it adds the length and its own mark. */
export interface OwnAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Headers beside those that the gateway adds. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The head of the service's answer. */
export interface AnswerHead {
  readonly status: number;
  readonly bytes: Buffer;
}

/** What a fault can do with an answer on its way to the caller. */
export interface AnswerWriter {
  write(bytes: Buffer): void;
  /**
   * Writes piece by piece with a pause before each; what follows waits until the last has left.
   * `delayed` is called then, if it took any time.
   */
  dribble(
    bytes: Buffer,
    pace: { readonly pieceBytes: number; readonly pauseMs: number },
    delayed: () => void,
  ): void;
  /** What follows waits (kept within a bound) until `release`. */
  hold(): void;
  release(): void;
  /** Ends the caller's connection here. */
  cut(by: 'fin' | 'rst'): void;
  /** Writes an answer of the gateway's own in place of the service's. */
  replace(answer: OwnAnswer): void;
  count(name: string, amount?: number): void;
}

/** How a fault changes one answer: it gets every part, and writes what the caller shall see. */
export interface AnswerChange {
  head(head: AnswerHead): void;
  body(bytes: Buffer): void;
  /** The service's answer is whole. */
  end(): void;
  /** The step was healed while this answer was under way. */
  healed(): void;
}

/** What becomes of an exchange, decided at the head of its request. */
export type HttpAct =
  /** The gateway answers once the request is whole; the service never sees it. */
  | { readonly kind: 'instead'; readonly answer: OwnAnswer }
  | { readonly kind: 'change'; begin(writer: AnswerWriter): AnswerChange };

/** One HTTP fault: what happens to the answer of an exchange that its rule selects. */
export interface HttpFault<Params = unknown> {
  readonly kind: string;
  readonly params: z.ZodType<Params>;
  act(params: Params): HttpAct;
}

/** The service executes, and the caller gets another answer in place of its own, once that is whole. */
export const replaceAnswer = (answerOf: (status: number) => OwnAnswer): HttpAct => ({
  kind: 'change',
  begin: (writer) => {
    let status = 200;
    return {
      head: (head) => {
        status = head.status;
      },
      body: () => {},
      end: () => writer.replace(answerOf(status)),
      healed: () => {},
    };
  },
});

/** The caller gets these bytes in place of the service's answer, and the connection ends. */
export const breakAnswer = (bytes: Buffer): HttpAct => ({
  kind: 'change',
  begin: (writer) => ({
    head: () => {
      writer.write(bytes);
      writer.count('responsesBroken');
      writer.cut('fin');
    },
    body: () => {},
    end: () => {},
    healed: () => {},
  }),
});
