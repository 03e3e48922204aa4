import { runningLife } from '../kernel/running-life.ts';
import { ArrivingBody } from './arriving-body.ts';
import { type BodySink, decodeBody, isDecodable } from './decode-body.ts';
import { LeanResponse, type ResponseHead } from './lean-response.ts';
import { type RequestParts, requestParts } from './request-parts.ts';

interface Controller {
  pause(): void;
  resume(): void;
  abort(reason: unknown): void;
}

/** The dispatcher that the built-in `fetch` would use. */
export interface LeanDispatcher {
  dispatch(options: object, handler: object): boolean;
}

type Headers = ResponseHead['headers'];
type Fetch = typeof globalThis.fetch;

const redirects = new Set([301, 302, 303, 307, 308]);

/** The built-in's error; its stack would be the engine's, so it has none. */
const failed = (message: string, cause: unknown): TypeError => {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const error = new TypeError(message, { cause });
  Error.stackTraceLimit = limit;
  return error;
};

/** Where a redirect leads, or why nobody goes there. */
const nextUrl = (location: string, from: URL): URL | { readonly refused: unknown } => {
  try {
    const next = new URL(location, from);
    if (next.protocol === 'http:' || next.protocol === 'https:') return next;
    return { refused: new Error('URL scheme must be a HTTP(S) scheme') };
  } catch (refused) {
    return { refused };
  }
};

/** One exchange, from the question to the end of its answer. */
class LeanExchange {
  readonly #parts: RequestParts;
  readonly #settle: PromiseWithResolvers<Response>;
  readonly #builtIn: Fetch;
  #controller: Controller | undefined;
  #body: ArrivingBody | undefined;
  #sink: BodySink | undefined;
  #over = false;

  constructor(parts: RequestParts, settle: PromiseWithResolvers<Response>, builtIn: Fetch) {
    this.#parts = parts;
    this.#settle = settle;
    this.#builtIn = builtIn;
  }

  start(dispatcher: LeanDispatcher): void {
    const { url, method, headers, body, signal } = this.#parts;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    const path = `${url.pathname}${url.search}`;
    dispatcher.dispatch({ origin: url.origin, path, method, headers, body }, this);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#over) controller.abort(this.#parts.signal?.reason);
  }

  onResponseStart(controller: Controller, status: number, headers: Headers, text = ''): void {
    if (status < 200 || this.#over) return;
    const location = redirects.has(status) ? headers.location : undefined;
    if (typeof location === 'string') {
      this.#follow(controller, status, location);
      return;
    }
    this.#body = new ArrivingBody(controller);
    this.#sink = this.#sinkFor(headers, this.#body);
    const head: ResponseHead = { status, statusText: text, headers, url: this.#parts.url.href };
    // It has all that programs see of a `Response`, and its prototype.
    this.#settle.resolve(new LeanResponse(head, this.#body) as unknown as Response);
  }

  onResponseData(_controller: Controller, chunk: Uint8Array): void {
    this.#sink?.add(Buffer.from(chunk));
  }

  onResponseEnd(): void {
    this.#finish();
    this.#sink?.end();
  }

  onResponseError(_controller: Controller, error: unknown): void {
    this.#finish();
    if (this.#over) return;
    if (this.#body === undefined) this.#settle.reject(failed('fetch failed', error));
    else this.#body.fail(failed('terminated', error));
  }

  readonly #onAbort = (): void => {
    const reason = this.#parts.signal?.reason;
    this.#over = true;
    if (this.#body === undefined) this.#settle.reject(reason);
    else this.#body.fail(reason);
    this.#controller?.abort(reason);
  };

  #sinkFor(headers: Headers, body: ArrivingBody): BodySink {
    const encoding = headers['content-encoding'];
    const known = typeof encoding === 'string' ? encoding.trim().toLowerCase() : '';
    const hasBody = this.#parts.method !== 'HEAD';
    return hasBody && isDecodable(known) ? decodeBody(known, body) : body;
  }

  /** The next question is the built-in's; like that, this one leaves the connection. */
  #follow(controller: Controller, status: number, location: string): void {
    const { url, method, headers, body, signal } = this.#parts;
    this.#over = true;
    this.#finish();
    controller.abort(new DOMException('redirected', 'AbortError'));
    const becomesGet = status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST';
    const pairs: [string, string][] = [];
    for (let index = 0; index < headers.length; index += 2) {
      const [name = '', value = ''] = headers.slice(index, index + 2);
      if (!(becomesGet && name === 'content-type')) pairs.push([name, value]);
    }
    // Text or bytes: both are bodies, which the type of one of them stands for.
    const init: RequestInit = {
      method: becomesGet ? 'GET' : method,
      headers: pairs,
      body: becomesGet ? null : (body as string | null),
      ...(signal === undefined ? {} : { signal }),
    };
    const next = nextUrl(location, url);
    const answer =
      next instanceof URL
        ? this.#builtIn(next, init)
        : Promise.reject(failed('fetch failed', next.refused));
    const mark = (response: Response) =>
      Object.defineProperty(response, 'redirected', { value: true });
    this.#settle.resolve(answer.then(mark));
  }

  #finish(): void {
    this.#parts.signal?.removeEventListener('abort', this.#onAbort);
  }
}

/**
 * Makes a `fetch` for programs that sends the same bytes as the built-in one without web streams, and
 * leaves everything unusual to that one.
 */
export const makeLeanFetch = (builtIn: Fetch, dispatcher: LeanDispatcher): Fetch => {
  Object.setPrototypeOf(LeanResponse.prototype, Response.prototype);
  return (input, init) => {
    const life = runningLife();
    const parts = life?.world.leanFetch ? requestParts(input, init) : undefined;
    if (parts === undefined) return builtIn(input, init);
    if (parts.signal?.aborted) return Promise.reject(parts.signal.reason);
    const settle = Promise.withResolvers<Response>();
    new LeanExchange(parts, settle, builtIn).start(dispatcher);
    return settle.promise;
  };
};
