import type { Client, ClientWorld, Operation, QueueState } from '../../harness/core/client.ts';
import type { Failure, Outcome } from '../../harness/core/outcome.ts';

type Json = Record<string, unknown>;

/** How the three kinds of operation reach the stack. */
const requestOf = (operation: Operation): { endpoint: string; path: string; body: Json } => {
  const { id, text, conversation } = operation;
  switch (operation.kind) {
    case 'queue':
      return { endpoint: 'WEB_ENDPOINT', path: '/messages', body: { text, conversation } };
    case 'sync':
      return { endpoint: 'WEB_ENDPOINT', path: '/chat', body: { text, conversation } };
    case 'handoff':
      return {
        endpoint: 'ORCHESTRATOR_ENDPOINT',
        path: '/handoffs',
        body: { id, from: 'planner', to: 'coder', note: text },
      };
    default:
      throw new Error(
        `reference stack: no operation "${operation.kind}"; use queue, sync, handoff`,
      );
  }
};

/** Talks to the reference stack as a chat user, a UI user, and an agent that hands work over. */
export const connectReference = (world: ClientWorld): Client => {
  const endpoint = (name: string) => {
    const url = world.env[name];
    if (!url) throw new Error(`reference client: ${name} is not set`);
    return url;
  };
  return {
    async send(operation, signal) {
      const { endpoint: name, path, body } = requestOf(operation);
      const limit = AbortSignal.any([signal, AbortSignal.timeout(world.operationLimitMs)]);
      try {
        const response = await fetch(`${endpoint(name)}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-idempotency-key': operation.id },
          body: JSON.stringify(body),
          signal: limit,
        });
        return outcomeOf(response.status, await response.text(), operation.kind !== 'handoff');
      } catch (error) {
        return failed(error);
      }
    },
    async drain(signal): Promise<QueueState> {
      const response = await fetch(`${endpoint('WEB_ENDPOINT')}/queue`, { signal });
      if (!response.ok) throw new Error(`GET /queue answered ${response.status}`);
      // Our own programs' answer; a shape that differs fails below, loudly.
      const state = (await response.json()) as {
        pending: string[];
        inFlight: string[];
        dead: { id: string; reason: string }[];
      };
      return {
        queued: [...state.pending, ...state.inFlight],
        deadLettered: state.dead.map(({ id, reason }) => ({ key: id, reason })),
      };
    },
  };
};

const outcomeOf = (status: number, text: string, isMessage: boolean): Outcome => {
  if (status >= 200 && status < 300) {
    try {
      JSON.parse(text);
      return { kind: 'ok', accepted: isMessage, status };
    } catch {
      return { kind: 'unknown', error: { code: 'BAD_ANSWER', message: 'not JSON', status } };
    }
  }
  const error = { ...errorOf(text), status };
  return status >= 400 && status < 500 ? { kind: 'fail', error } : { kind: 'unknown', error };
};

const errorOf = (text: string): Failure => {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
    return { code: String(error?.code ?? 'HTTP'), message: String(error?.message ?? text) };
  } catch {
    return { code: 'HTTP', message: text.slice(0, 200) };
  }
};

/** Only a refused connection or a name that is not found certainly did not reach the stack. */
const failed = (error: unknown): Outcome => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = String((cause as { code?: unknown }).code ?? (cause as Error).name);
  const failure = { code, message: String((cause as Error).message) };
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND'
    ? { kind: 'fail', error: failure }
    : { kind: 'unknown', error: failure };
};
