import type { ArrivingBody } from './arriving-body.ts';

/** What the head of an answer says. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly url: string;
}

const withoutBody = new Set([101, 204, 205, 304]);

/**
 * The answer of the lean `fetch`: a `Response` whose text, JSON and bytes need no web stream. Whatever
 * else is asked of it, a real `Response` made from the same body answers.
 */
export class LeanResponse {
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly redirected = false;
  readonly type = 'basic';
  readonly #head: ResponseHead;
  readonly #body: ArrivingBody;
  #headers: Headers | undefined;
  #real: Response | undefined;
  #used = false;

  constructor(head: ResponseHead, body: ArrivingBody) {
    this.#head = head;
    this.#body = body;
    this.status = head.status;
    this.statusText = head.statusText;
    this.url = head.url;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get headers(): Headers {
    this.#headers ??= this.#makeHeaders();
    return this.#headers;
  }

  get bodyUsed(): boolean {
    return this.#real?.bodyUsed ?? this.#used;
  }

  get body(): ReadableStream | null {
    return this.#toReal().body;
  }

  async text(): Promise<string> {
    if (this.#real !== undefined) return this.#real.text();
    // The same decoding: a byte order mark is left out.
    return new TextDecoder().decode(await this.#all());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async bytes(): Promise<Uint8Array> {
    if (this.#real !== undefined) return new Uint8Array(await this.#real.arrayBuffer());
    return new Uint8Array(await this.#all());
  }

  async arrayBuffer(): Promise<ArrayBufferLike> {
    return (await this.bytes()).buffer;
  }

  async blob(): Promise<Blob> {
    return this.#toReal().blob();
  }

  async formData(): Promise<FormData> {
    return this.#toReal().formData();
  }

  clone(): Response {
    const clone = this.#toReal().clone();
    Object.defineProperty(clone, 'url', { value: this.url });
    return clone;
  }

  #all(): Promise<Buffer> {
    if (this.#used) throw new TypeError('Body is unusable: Body has already been read');
    this.#used = true;
    return this.#body.all();
  }

  #makeHeaders(): Headers {
    const headers = new Headers();
    for (const [name, value] of Object.entries(this.#head.headers)) {
      for (const one of typeof value === 'string' ? [value] : value) headers.append(name, one);
    }
    return headers;
  }

  #toReal(): Response {
    if (this.#real !== undefined) return this.#real;
    const body = this.#body;
    const { status, statusText, headers } = this;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const chunk = await body.next();
          if (chunk === undefined) controller.close();
          else controller.enqueue(new Uint8Array(chunk));
        },
        cancel: (reason) => body.cancel(reason ?? new DOMException('cancelled', 'AbortError')),
      },
      { highWaterMark: 0 },
    );
    const content = withoutBody.has(status) || this.#used ? null : stream;
    this.#real = new Response(content, { status, statusText, headers });
    return this.#real;
  }
}
