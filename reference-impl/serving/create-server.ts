import Fastify, { type FastifyInstance } from 'fastify';
import { createTally, type Tally } from '../metrics/tally.ts';
import { answerError, answerErrors } from './answer-errors.ts';
import { observeRequests } from './observe-requests.ts';
import type { WorkGate } from './work-gate.ts';

/** The routes that tell how a program is; they go on while it shuts down. */
const healthPaths: ReadonlySet<string> = new Set(['/live', '/ready', '/health', '/metrics']);

/**
 * Creates a program's server, with `/metrics`. Once the gate is shut, new work is answered 503 and
 * connections are told to close; work that was begun is counted until its answer has left.
 */
export function createServer(gate: WorkGate, tally: Tally = createTally()): FastifyInstance {
  const server = Fastify({ logger: false, frameworkErrors: answerError });
  answerErrors(server);
  observeRequests(server, tally);
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
