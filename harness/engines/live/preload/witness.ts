import { subscribe } from 'node:diagnostics_channel';
import { errorMonitor } from 'node:events';
import { appendFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { monotonicMs } from '../switchboard/monotonic-ms.ts';
import type { PreloadSettings, WitnessedAttempt, WitnessLine } from './preload-settings.ts';

/** Appends one line; small appends of several processes do not mix. */
export const writeWitness = (file: string, line: WitnessLine): void => {
  try {
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  } catch {
    // The run's folder is gone, so the run is over: the program must not suffer from that.
  }
};

const classOf = (error: unknown): WitnessedAttempt['class'] | undefined => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unresolved';
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'hung';
  return undefined;
};

type Pairs = readonly (readonly [string, string])[];

const pairsOf = (headers: unknown): Pairs => {
  if (!Array.isArray(headers)) return [];
  // undici keeps names and values in one flat list.
  return headers.flatMap(
    (name, index): Pairs => (index % 2 === 0 ? [[String(name), String(headers[index + 1])]] : []),
  );
};

const chosen = (pairs: Pairs, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    pairs
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => names.includes(name)),
  );

const pathOnly = (path: string): string => path.split('?')[0] ?? path;

/** undici's request, as far as its diagnostics channel promises it. */
interface UndiciRequest {
  readonly method: string;
  readonly path: string;
  readonly origin?: string | URL;
  readonly headers: unknown;
}

/** Node's ClientRequest, as far as it is needed. */
interface NodeRequest {
  readonly method: string;
  readonly path: string;
  getHeaders(): Record<string, unknown>;
}

type Found = Pick<WitnessedAttempt, 'by' | 'port' | 'method' | 'path' | 'headers'>;

const ofUndici = (request: UndiciRequest, names: readonly string[]): Found => {
  const origin = URL.canParse(String(request.origin)) ? new URL(String(request.origin)) : undefined;
  return {
    by: 'undici',
    port: Number(origin?.port || 80),
    method: request.method,
    path: pathOnly(request.path),
    headers: chosen(pairsOf(request.headers), names),
  };
};

const ofNode = (request: NodeRequest, names: readonly string[]): Found => {
  const pairs = Object.entries(request.getHeaders()).map(
    ([name, value]) => [name, String(value)] as const,
  );
  const host = pairs.find(([name]) => name === 'host')?.[1] ?? '';
  return {
    by: 'http',
    port: Number(/:(\d+)$/.exec(host)?.[1] ?? 80),
    method: request.method,
    path: pathOnly(request.path),
    headers: chosen(pairs, names),
  };
};

const ofSocket = (error: Error): Found => ({
  by: 'net',
  port: 'port' in error ? Number(error.port) : 0,
  method: '',
  path: '',
  headers: {},
});

/** Writes down every attempt that ends before a connection exists: no tap can see those. */
export const witnessAttempts = ({ role, witnessFile, headers }: PreloadSettings): void =>
  hearAttempts(
    () => headers,
    (attempt) =>
      writeWitness(witnessFile, {
        type: 'attempt',
        from: role,
        atMs: monotonicMs(),
        ...attempt,
      }),
  );

/** An attempt, but for who made it and when. */
export type HeardAttempt = Omit<WitnessedAttempt, 'type' | 'from' | 'atMs'>;

/** Hears of every attempt in this process that ends before a connection exists, with its headers. */
export const hearAttempts = (
  headers: () => readonly string[],
  onAttempt: (attempt: HeardAttempt) => void,
): void => {
  const note = (error: unknown, found: () => Found) => {
    const kind = classOf(error);
    if (kind) onAttempt({ class: kind, ...found() });
  };
  // The channels' messages are documented; their types are not exported by Node.
  subscribe('undici:request:error', (message) => {
    const { request, error } = message as { request: UndiciRequest; error: unknown };
    note(error, () => ofUndici(request, headers()));
  });
  subscribe('http.client.request.error', (message) => {
    const { request, error } = message as { request: NodeRequest; error: unknown };
    note(error, () => ofNode(request, headers()));
  });
  subscribe('net.client.socket', (message) => {
    const { socket } = message as { socket: Socket };
    // The monitor sees the error and leaves it to the program to handle it, or not.
    socket.once(errorMonitor, (error: Error) => note(error, () => ofSocket(error)));
  });
};
