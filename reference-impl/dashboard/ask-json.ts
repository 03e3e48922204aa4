import { randomUUID } from 'node:crypto';
import type { Agent } from 'node:http';
import { attempt } from '../client/attempt.ts';
import type { AttemptOutcome } from '../client/attempt-outcome.ts';

/** How a question is put: over which connections, how long, and until when. */
export interface Asking {
  readonly agent: Agent;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Asks a service one question, once; never rejects. */
export function askJson(base: string, path: string, asking: Asking): Promise<AttemptOutcome> {
  const { agent, limitMs, signal } = asking;
  return attempt({
    url: base.replace(/\/$/, '') + path,
    method: 'GET',
    headers: { accept: 'application/json', 'x-call-id': randomUUID() },
    limits: { connectMs: limitMs, readMs: limitMs, totalMs: limitMs },
    agent,
    signal,
  });
}
