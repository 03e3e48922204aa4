import { type Agent, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { type AttemptClock, type Limits, startAttemptClock } from './attempt-limits.ts';
import type { AttemptOutcome } from './attempt-outcome.ts';
import { outcomeOfError } from './outcome-of-error.ts';

/** One HTTP request, to be tried once. */
export interface AttemptRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly limits: Limits;
  readonly agent: Agent;
  readonly signal?: AbortSignal;
}

const answerBytesMax = 16 * 1024 * 1024;

/**
 * Tries a request once and tells what happened; it never rejects. It is built on `node:http`, which
 * shows when the request has left, whether an answer's bytes came, and a RST apart from a FIN.
 */
export function attempt(options: AttemptRequest): Promise<AttemptOutcome> {
  const { promise, resolve } = Promise.withResolvers<AttemptOutcome>();
  const { url, method, headers, agent, limits, signal } = options;
  const outgoing = request(url, { method, headers: { ...headers }, agent });
  const progress = { connected: false, sent: false, socket: undefined as Socket | undefined };
  let bytesReadBefore = 0;
  let settled = false;
  const settle = (outcome: AttemptOutcome) => {
    // A late event must not touch the connection: another request may be using it by then.
    if (settled) return;
    settled = true;
    clock.stop();
    signal?.removeEventListener('abort', onAbort);
    resolve(outcome);
    if (outcome.kind !== 'answered') outgoing.destroy();
  };
  const fail = (error: NodeJS.ErrnoException) => {
    const answerBytes = (progress.socket?.bytesRead ?? 0) - bytesReadBefore;
    settle(outcomeOfError(error, { ...progress, answerBytes }, limits));
  };
  const clock = startAttemptClock(limits, (phase, limitMs) =>
    settle({ kind: 'timedOut', phase, limitMs }),
  );
  const onAbort = () => settle({ kind: 'aborted', message: String(signal?.reason) });
  const onConnected = () => {
    progress.connected = true;
    clock.enter('write');
  };
  clock.enter('pool');
  outgoing.once('socket', (socket) => {
    progress.socket = socket;
    bytesReadBefore = socket.bytesRead;
    if (!socket.connecting) return onConnected();
    clock.enter('connect');
    socket.once('connect', onConnected);
  });
  outgoing.once('finish', () => {
    progress.sent = true;
    clock.enter('read');
  });
  outgoing.once('response', (answer) => collect(answer, { clock, settle, fail }));
  outgoing.on('error', fail);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  outgoing.end(options.body);
  return promise;
}

function collect(
  answer: IncomingMessage,
  attempted: {
    readonly clock: AttemptClock;
    readonly settle: (outcome: AttemptOutcome) => void;
    readonly fail: (error: NodeJS.ErrnoException) => void;
  },
): void {
  const { clock, settle, fail } = attempted;
  const pieces: Buffer[] = [];
  let bytes = 0;
  clock.enter('read');
  answer.on('data', (piece: Buffer) => {
    clock.enter('read');
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > answerBytesMax) {
      settle({ kind: 'brokenAnswer', code: 'TOO_LARGE', message: `over ${answerBytesMax} bytes` });
    }
  });
  answer.on('error', fail);
  answer.on('end', () => settle(readAnswer(answer, Buffer.concat(pieces).toString('utf8'))));
}

/** A body that calls itself JSON and is none was cut or damaged on its way. */
function readAnswer(answer: IncomingMessage, text: string): AttemptOutcome {
  const status = answer.statusCode ?? 0;
  const isJson = /\bjson\b/.test(answer.headers['content-type'] ?? '');
  if (!isJson || text === '') return { kind: 'answered', status, body: text || undefined };
  try {
    return { kind: 'answered', status, body: JSON.parse(text) };
  } catch (error) {
    return { kind: 'brokenAnswer', code: 'BAD_JSON', message: String(error).slice(0, 200) };
  }
}
