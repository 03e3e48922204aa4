/** How a body's sender is held back and let go on, or told that nobody wants the rest. */
export interface BodySource {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/** The built-in `fetch` buffers this much of a body that nobody reads. */
const BUFFERED_MAX_BYTES = 64 * 1024;

/** The bytes of an answer as they arrive, read by one reader. */
export class ArrivingBody {
  readonly #source: BodySource;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #paused = false;
  #wake: (() => void) | undefined;

  constructor(source: BodySource) {
    this.#source = source;
  }

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#wake === undefined && this.#bytes >= BUFFERED_MAX_BYTES) {
      this.#paused = true;
      this.#source.pause();
    }
    this.#signal();
  }

  end(): void {
    this.#ended = true;
    this.#signal();
  }

  fail(error: unknown): void {
    if (this.#ended || this.#failure !== undefined) return;
    this.#failure = { error };
    // What was not read by then is lost, as a stream that fails drops what it holds.
    this.#chunks.length = 0;
    this.#signal();
  }

  cancel(reason: Error): void {
    if (!this.#ended) this.#source.abort(reason);
  }

  /** The next bytes, or undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#bytes -= chunk.length;
        return chunk;
      }
      if (this.#ended) return undefined;
      await this.#more();
    }
  }

  async all(): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for (let part = await this.next(); part !== undefined; part = await this.next()) {
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  #more(): Promise<void> {
    const arrived = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#paused) {
      this.#paused = false;
      this.#source.resume();
    }
    return arrived;
  }

  #signal(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
