/** Bytes on their way, with the time at which they were read from the source. */
export interface Chunk {
  readonly data: Uint8Array;
  readonly atMs: number;
}

/** What arrives at a toxic: bytes, or the end of the stream. */
export type Item = Chunk | 'end';

/** What a running toxic asks of the stage that runs it. */
export type ToxicRequest =
  | { readonly kind: 'read'; readonly withinMs?: number }
  | { readonly kind: 'wait'; readonly forMs: number; readonly interruptible: boolean }
  | { readonly kind: 'write'; readonly chunk: Chunk };

/** What the stage answers. */
export type ToxicReply = Item | 'interrupted' | 'elapsed' | 'written';

/** How a toxic ends: the stream is over, or it makes place for a change of the chain. */
type ToxicEnd = 'closed' | 'interrupted';

/** A toxic at work: it asks, the stage answers. */
export type ToxicRun<Result = ToxicEnd> = Generator<ToxicRequest, Result, ToxicReply>;

/** What a toxic may use besides its attributes; `passed` outlives updates of the toxic. */
export interface ToxicContext {
  nowMs(): number;
  /** Uniform in [0, 1). */
  random(): number;
  readonly passed: { bytes: number };
}

/** One toxic: a program over the chunks of one direction of one connection. */
export type ToxicProgram<Attributes> = (
  attributes: Attributes,
  context: ToxicContext,
) => ToxicRun<ToxicEnd>;

/** Waits for the next chunk or the end of the stream. */
export function* read(): ToxicRun<Item | 'interrupted'> {
  const reply = yield { kind: 'read' };
  // A stage answers a read without a limit by an item or by an interruption.
  return reply as Item | 'interrupted';
}

/** Waits for the next chunk, but no longer than `withinMs`. */
export function* readWithin(withinMs: number): ToxicRun<Item | 'interrupted' | 'elapsed'> {
  const reply = yield { kind: 'read', withinMs };
  // Only a write is answered by 'written'.
  return reply as Item | 'interrupted' | 'elapsed';
}

/** Lets time pass; tells whether the chain was changed meanwhile. */
export function* wait(forMs: number): ToxicRun<'elapsed' | 'interrupted'> {
  const reply = yield { kind: 'wait', forMs, interruptible: true };
  // A wait is answered by its timer or by an interruption.
  return reply as 'elapsed' | 'interrupted';
}

/** Lets time pass, whatever happens to the chain meanwhile. */
export function* waitWithoutInterruption(forMs: number): ToxicRun<void> {
  yield { kind: 'wait', forMs, interruptible: false };
}

/** Hands a chunk on, once there is room for it. */
export function* write(chunk: Chunk): ToxicRun<void> {
  yield { kind: 'write', chunk };
}
