import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { z } from 'zod';
import { attempt } from '../client/attempt.ts';
import type { HaStatus } from './state-route.ts';

const statusShape = z.object({
  state: z.string(),
  since: z.union([z.string(), z.number()]).optional(),
});

/** Asks the orchestrator again and again; `observe` hears each answer, or undefined for none. */
export function followHaStatus(options: {
  readonly endpoint: string;
  readonly pollMs: number;
  /** For one answer; `pollMs` when left out. */
  readonly limitMs?: number;
  readonly observe: (status: HaStatus | undefined) => void;
}): { stop(): void } {
  const { endpoint, pollMs, limitMs = pollMs, observe } = options;
  const agent = new Agent({ keepAlive: true });
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const poll = async () => {
    const status = await askOnce(endpoint, { agent, limitMs, signal: stopped.signal });
    if (stopped.signal.aborted) return;
    observe(status);
    timer = setTimeout(poll, pollMs);
  };
  if (endpoint) void poll();
  return {
    stop() {
      stopped.abort();
      clearTimeout(timer);
      agent.destroy();
    },
  };
}

async function askOnce(
  endpoint: string,
  how: { readonly agent: Agent; readonly limitMs: number; readonly signal: AbortSignal },
): Promise<HaStatus | undefined> {
  const { agent, limitMs, signal } = how;
  const outcome = await attempt({
    url: `${endpoint.replace(/\/$/, '')}/ha/status`,
    method: 'GET',
    headers: { accept: 'application/json', 'x-call-id': randomUUID() },
    limits: { connectMs: limitMs, readMs: limitMs, totalMs: limitMs },
    agent,
    signal,
  });
  if (outcome.kind !== 'answered' || outcome.status !== 200) return undefined;
  const parsed = statusShape.safeParse(outcome.body);
  if (!parsed.success) return undefined;
  return { state: parsed.data.state, since: String(parsed.data.since ?? '') };
}
