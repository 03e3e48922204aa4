/** An answer of the server that is an error, with its status and its own text. */
class ToxiproxyRefusal extends Error {
  override readonly name = 'ToxiproxyRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A fetch for Toxiproxy's API which ends in time and throws the server's own error text. */
export function toxiproxyFetch(timeoutMs: number) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    const what = `Toxiproxy, ${init.method ?? 'GET'} ${url}`;
    let response: Response;
    let body: string;
    try {
      // A connection for each call: a kept one may be closing just when it is used again.
      const headers = { ...init.headers, connection: 'close' };
      response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(timeoutMs) });
      body = await response.text();
    } catch (error) {
      throw new Error(`${what}: ${explain(error, timeoutMs)}`, { cause: error });
    }
    if (!response.ok) throw new ToxiproxyRefusal(response.status, `${what}: ${textOf(body)}`);
    const { status, headers } = response;
    // The body was read here, within the time limit; status 204 must not have one.
    return new Response(status === 204 ? null : body, { status, headers });
  };
}

function explain(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `no answer within ${timeoutMs} ms`;
  }
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}

function textOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'error' in parsed) {
      return String(parsed.error);
    }
  } catch {
    // Not JSON: the text itself says most.
  }
  return body.trim() || 'error without a text';
}
