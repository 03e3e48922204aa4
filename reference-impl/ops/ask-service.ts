/** What came of one request to a service: its answer, or why there was none. */
export type Asked =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'silent'; readonly code: string; readonly reason: string };

/** Sends one request and reads a JSON answer; it never throws, and takes at most `timeoutMs`. */
export async function askService(
  url: string,
  request: RequestInit = {},
  timeoutMs = 10_000,
): Promise<Asked> {
  try {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) });
    const text = await answer.text();
    return { kind: 'answered', status: answer.status, body: parseOrText(text) };
  } catch (error) {
    return silenceOf(error, timeoutMs);
  }
}

function silenceOf(error: unknown, timeoutMs: number): Asked {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { kind: 'silent', code: 'TIMEOUT', reason: `no answer within ${timeoutMs} ms` };
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = String((cause as { code?: unknown }).code ?? 'FAILED');
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nobody listens there (ECONNREFUSED)',
    ECONNRESET: 'the connection was reset (ECONNRESET)',
    UND_ERR_SOCKET: 'the connection was dropped without an answer',
  };
  return { kind: 'silent', code, reason: reasons[code] ?? String((cause as Error).message) };
}

function parseOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
