import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What Fastify and the stack's own code say about an error. */
interface Spoken {
  readonly statusCode?: number;
  readonly code?: string;
  readonly message?: string;
}

/** Answers an error, whoever threw it. */
export function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const spoken = error as Spoken; // whatever was thrown; each field is checked before use
  const status = spoken.statusCode ?? 500;
  const code = codeOf(status, spoken.code);
  const message = spoken.message ?? String(error);
  reply.code(status).send({ error: { code, message } });
}

/**
 * Answers every request that no route can: each with a status, a code for programs and a message
 * for people, always in the same shape `{ error: { code, message } }`.
 */
export function answerErrors(server: FastifyInstance): void {
  server.setErrorHandler(answerError);
  server.setNotFoundHandler((request, reply) => {
    const message = `there is no ${request.method} ${request.url.split('?', 1)[0]} here`;
    return reply.code(404).send({ error: { code: 'NO_ROUTE', message } });
  });
}

function codeOf(status: number, code: string | undefined): string {
  if (status === 413) return 'BODY_TOO_LARGE';
  if (status === 415) return 'BODY_NOT_JSON';
  if (status >= 400 && status < 500) return 'BAD_REQUEST';
  return code ?? 'INTERNAL';
}
