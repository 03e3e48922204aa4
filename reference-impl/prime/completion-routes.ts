import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  completeStreamed,
  completeWhole,
  completionRequestSchema,
  type ModelVoice,
} from './completion.ts';

/** Adds `POST /v1/chat/completions`; a caller that leaves ends the work for it. */
export function addCompletionRoutes(server: FastifyInstance, voice: ModelVoice): void {
  server.post('/v1/chat/completions', async (request, reply) => {
    const parsed = completionRequestSchema.safeParse(request.body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const message = `${issue?.path.join('.') || 'body'}: ${issue?.message}`;
      return reply.code(400).send({ error: { type: 'invalid_request_error', message } });
    }
    const signal = leavingOf(reply);
    if (!parsed.data.stream) return reply.send(await completeWhole(parsed.data, voice, signal));
    const events = Readable.from(completeStreamed(parsed.data, voice, signal));
    return reply.type('text/event-stream').header('cache-control', 'no-store').send(events);
  });
}

function leavingOf(reply: FastifyReply): AbortSignal {
  const leaving = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) leaving.abort();
  });
  return leaving.signal;
}
