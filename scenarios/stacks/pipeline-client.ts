import type { Client, ClientWorld } from '../../harness/core/client.ts';
import type { Outcome } from '../../harness/core/outcome.ts';

/** Hands ideas in; an idea that is neither done nor failed still waits. */
export const connectPipeline = (world: ClientWorld): Client => {
  const endpoint = world.env.PIPELINE_ENDPOINT;
  return {
    async send({ id, kind, text }, signal) {
      if (kind !== 'idea') throw new Error(`pipeline stack: no operation "${kind}"; use idea`);
      const limit = AbortSignal.any([signal, AbortSignal.timeout(world.operationLimitMs)]);
      try {
        const answer = await fetch(`${endpoint}/ideas`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-idempotency-key': id },
          body: JSON.stringify({ id, text }),
          signal: limit,
        });
        await answer.arrayBuffer();
        return outcomeOf(answer.status);
      } catch (error) {
        return unreached(error);
      }
    },
    async drain(signal) {
      const answer = await fetch(`${endpoint}/ideas`, { signal });
      if (!answer.ok) throw new Error(`GET /ideas answered ${answer.status}`);
      // Our own program's answer; a shape that differs fails below, loudly.
      const { ideas } = (await answer.json()) as {
        ideas: { ideaId: string; phase: string; failure: string | null }[];
      };
      const isOver = (phase: string) => phase === 'done' || phase === 'failed';
      return {
        queued: ideas.filter(({ phase }) => !isOver(phase)).map(({ ideaId }) => ideaId),
        deadLettered: ideas
          .filter(({ phase }) => phase === 'failed')
          .map(({ ideaId, failure }) => ({ key: ideaId, reason: failure ?? '' })),
      };
    },
  };
};

const outcomeOf = (status: number): Outcome => {
  if (status === 202) return { kind: 'ok', accepted: true, status };
  const error = { code: 'HTTP', message: `answered ${status}`, status };
  return { kind: status >= 400 && status < 500 ? 'fail' : 'unknown', error };
};

/** Only a refused connection certainly did not reach the stack. */
const unreached = (error: unknown): Outcome => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { readonly code?: string; readonly message: string };
  const failure = { code: String(code ?? 'UNREACHED'), message };
  return { kind: code === 'ECONNREFUSED' ? 'fail' : 'unknown', error: failure };
};
