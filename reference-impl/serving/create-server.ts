import Fastify, { type FastifyInstance } from 'fastify';
import type { WorkGate } from './work-gate.ts';

/** The routes that tell how a program is; they go on while it shuts down. */
const healthPaths: ReadonlySet<string> = new Set(['/live', '/ready', '/health']);

/**
 * Creates a program's server. Once the gate is shut, new work is answered 503 and connections
 * are told to close; work that was begun is counted until its answer has left.
 */
export function createServer(gate: WorkGate): FastifyInstance {
  const server = Fastify({ logger: false });
  server.addHook('onRequest', async (request, reply) => {
    if (gate.isShut()) reply.header('connection', 'close');
    if (healthPaths.has(request.url)) return;
    if (gate.isShut()) {
      const error = { code: 'SHUTTING_DOWN', message: 'this program is shutting down' };
      return reply.code(503).send({ error });
    }
    const leave = gate.enter();
    reply.raw.once('close', leave);
  });
  // A request that began before the signal gets its answer, and the hint not to send another.
  server.addHook('onSend', async (_request, reply, payload) => {
    if (gate.isShut()) reply.header('connection', 'close');
    return payload;
  });
  return server;
}
