import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Log } from '../logging/create-logger.ts';
import { handoffRequestSchema } from './handoff.ts';
import type { HandoffAnswer, HandoffStore } from './handoff-store.ts';
import { logHandoff } from './log-handoff.ts';

/** Adds the routes that list, begin and complete handoffs. */
export function addHandoffRoutes(server: FastifyInstance, store: HandoffStore, log: Log): void {
  const answer = (reply: FastifyReply, result: HandoffAnswer, createdCode: 200 | 201) => {
    switch (result.kind) {
      case 'done':
        logHandoff(log, result.handoff);
        return reply.code(createdCode).send(result.handoff);
      case 'unknown':
        return reply.code(404).send({ error: { code: 'UNKNOWN', message: 'no such handoff' } });
      case 'conflict': {
        const message = `the handoff is ${result.handoff.state}`;
        return reply.code(409).send({ error: { code: 'CONFLICT', message } });
      }
    }
  };

  server.get('/handoffs', async () => store.list());
  server.post('/handoffs', async (request, reply) => {
    const parsed = handoffRequestSchema.safeParse(request.body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const message = `${issue?.path.join('.') || 'body'}: ${issue?.message}`;
      return reply.code(400).send({ error: { code: 'BAD_HANDOFF', message } });
    }
    return answer(reply, await store.begin(parsed.data), 201);
  });
  server.post<{ Params: { id: string } }>('/handoffs/:id/complete', async (request, reply) => {
    return answer(reply, await store.complete(request.params.id), 200);
  });
}
