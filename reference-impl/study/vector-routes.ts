import type { FastifyInstance } from 'fastify';
import { vectorSchema } from './vector.ts';
import { KeyTaken, type VectorStore } from './vector-store.ts';

/** Adds `POST /vectors` (201, or 200 for a key that is known) and `GET /vectors/:session`. */
export function addVectorRoutes(server: FastifyInstance, store: VectorStore): void {
  server.post('/vectors', async (request, reply) => {
    const parsed = vectorSchema.safeParse(request.body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const message = `${issue?.path.join('.') || 'body'}: ${issue?.message}`;
      return reply.code(400).send({ error: { code: 'BAD_VECTOR', message } });
    }
    const { session, key } = parsed.data;
    try {
      const added = await store.add(parsed.data);
      return reply.code(added ? 201 : 200).send({ session, key, added });
    } catch (error) {
      if (!(error instanceof KeyTaken)) throw error;
      return reply.code(409).send({ error: { code: 'KEY_REUSED', message: error.message } });
    }
  });

  server.get<{ Params: { session: string } }>('/vectors/:session', async (request, reply) => {
    const { session } = request.params;
    const vectors = store.of(session);
    if (vectors === undefined) {
      const error = { code: 'NO_SESSION', message: `no vectors of a session ${session}` };
      return reply.code(404).send({ error });
    }
    const told = vectors.map(({ key, vector, atMs }) => ({ key, vector, atMs }));
    return { session, count: told.length, vectors: told };
  });
}
