import { randomUUID } from 'node:crypto';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Tally } from '../metrics/tally.ts';
import type { MessageQueue } from '../queue/message-queue.ts';
import type { Message } from '../queue/message-table.ts';
import { liveness } from '../serving/health-routes.ts';
import { observeRequests } from '../serving/observe-requests.ts';
import { acceptInTime } from './accept-in-time.ts';
import type { AskCore } from './ask-core.ts';
import { httpErrorOf } from './http-error.ts';
import type { Readiness } from './readiness.ts';

/** What the server of `web` stands on. */
export interface WebParts {
  readonly serviceName: string;
  readonly queue: MessageQueue;
  readonly askCore: AskCore;
  readonly readiness: Readiness;
  /** Ends the calls of those who wait when a stop has waited long enough. */
  readonly giveUp: AbortSignal;
  readonly haState: () => string;
  /** How long a sender waits for the disk. */
  readonly storeLimitMs: number;
  readonly tally: Tally;
  /** Why a loop of this program counts as hung, if it does. */
  readonly hung: () => string | undefined;
}

interface PostedMessage {
  readonly text: string;
  readonly conversation?: string;
}

const postedSchema = {
  body: {
    type: 'object',
    required: ['text'],
    properties: {
      text: { type: 'string', minLength: 1 },
      conversation: { type: 'string', maxLength: 200 },
    },
  },
};

/** Creates the HTTP server of `web`, not yet listening. */
export function createWebServer(parts: WebParts): FastifyInstance {
  const server = fastify({
    bodyLimit: 256 * 1024,
    forceCloseConnections: 'idle',
    // A number is not a text: what was sent must be what is stored.
    ajv: { customOptions: { coerceTypes: false } },
    frameworkErrors: answerError,
  });
  server.setErrorHandler(answerError);
  server.setNotFoundHandler((request, reply) => {
    const message = `there is no ${request.method} ${request.url.split('?', 1)[0]} here`;
    return reply.status(404).send({ error: { code: 'noRoute', message } });
  });
  observeRequests(server, parts.tally);
  addMessageRoutes(server, parts);
  addHealthRoutes(server, parts);
  return server;
}

function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = httpErrorOf(error);
  reply.status(status).send(body);
}

function addMessageRoutes(server: FastifyInstance, parts: WebParts): void {
  const { queue, askCore, giveUp } = parts;
  // A connection that a caller keeps open would hold up the stop.
  server.addHook('onSend', async (_request, reply) => {
    if (parts.readiness.isStopping) reply.header('connection', 'close');
  });
  server.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'POST' || !parts.readiness.isStopping) return;
    const error = { code: 'stopping', message: 'this server is stopping' };
    return reply.status(503).send({ error });
  });
  server.post<{ Body: PostedMessage }>(
    '/messages',
    { schema: postedSchema },
    async (request, reply) => {
      const { text, conversation } = request.body;
      const message = { key: keyOf(request), text, conversation };
      return reply.status(202).send(await acceptInTime(queue, message, parts.storeLimitMs));
    },
  );
  server.post<{ Body: PostedMessage }>('/chat', { schema: postedSchema }, async (request) => {
    const key = keyOf(request);
    const packet = { key, text: request.body.text, source: 'ui', signal: giveUp } as const;
    const { answer, model } = await askCore(packet);
    return { id: key, answer, model, degraded: false };
  });
  server.get<{ Params: { id: string } }>('/messages/:id', async (request, reply) => {
    const message = queue.get(request.params.id);
    if (message) return viewOf(message);
    const error = { code: 'unknown', message: `no message ${request.params.id} is known` };
    return reply.status(404).send({ error });
  });
  server.get('/queue', async () => {
    const messages = [...queue.messages()];
    const idsIn = (state: Message['state']) =>
      messages.filter((message) => message.state === state).map((message) => message.id);
    const dead = messages.filter((message) => message.state === 'dead');
    return {
      pending: idsIn('pending'),
      inFlight: idsIn('inFlight'),
      answered: queue.counts().answered,
      dead: dead.map(({ id, reason }) => ({ id, reason })),
      recovered: queue.recovered,
    };
  });
}

function addHealthRoutes(server: FastifyInstance, parts: WebParts): void {
  const { readiness, queue, serviceName } = parts;
  const sinceMs = Date.now();
  server.get('/live', async (_request, reply) => {
    const { status, body } = liveness(sinceMs, parts.hung());
    return reply.status(status).send(body);
  });
  server.get('/ready', async (_request, reply) => {
    const { able, reasons } = readiness.look();
    return reply.status(able ? 200 : 503).send({ ready: able, reasons });
  });
  server.get('/health', async (_request, reply) => {
    const { able, reasons } = readiness.look();
    const status = able ? 'healthy' : 'unhealthy';
    const body = { status, service: serviceName, reasons, queue: queue.counts() };
    return reply.status(able ? 200 : 503).send({ ...body, dependencies: { ha: parts.haState() } });
  });
}

function viewOf(message: Message) {
  const { id, state, attempts, answer, model, executedBy, reason, nextAttemptAtMs } = message;
  return { id, state, attempts, answer, model, executedBy, reason, nextAttemptAt: nextAttemptAtMs };
}

function keyOf(request: FastifyRequest): string {
  const given = request.headers['x-idempotency-key'] ?? request.headers['idempotency-key'];
  if (given === undefined) return randomUUID();
  if (typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given)) return given;
  const message = 'an idempotency key is 1 to 128 of A-Z a-z 0-9 _ . : -';
  throw Object.assign(new Error(message), { statusCode: 400 });
}
