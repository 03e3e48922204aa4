import type { Agent } from 'node:http';
import { attempt } from '../client/attempt.ts';
import type { Limits } from '../client/attempt-limits.ts';
import { AttemptFailed } from './attempt-failed.ts';
import type { Completion, CompletionRequest } from './completion.ts';
import type { WireFormat } from './wire-format.ts';

/** Where and how one attempt is made. */
export interface AttemptRoute {
  readonly baseUrl: string;
  readonly wire: WireFormat;
  readonly agent: Agent;
  /** `readMs` limits the time to the first byte, and then every gap between bytes (G29). */
  readonly limits: Limits;
}

/** Makes one attempt at a completion; rejects with `AttemptFailed` and nothing else. */
export async function attemptCompletion(
  route: AttemptRoute,
  asked: CompletionRequest,
  callId: string,
): Promise<Completion> {
  const { path, headers, body } = route.wire.ask(asked);
  const outcome = await attempt({
    url: route.baseUrl.replace(/\/$/, '') + path,
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      'x-call-id': callId,
      'x-idempotency-key': asked.key,
    },
    body: JSON.stringify(body),
    limits: route.limits,
    agent: route.agent,
    ...(asked.signal && { signal: asked.signal }),
  });
  if (outcome.kind !== 'answered' || outcome.status !== 200) throw new AttemptFailed(outcome);
  return route.wire.read(outcome.body);
}
