import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../logging/create-logger.ts';
import { callTool } from './call-tool.ts';
import { answerRpc, type Method, rpcCodes, rpcFailure } from './json-rpc.ts';
import type { Tool } from './tool.ts';

/** Adds `POST /jsonrpc` with `tools/list` and `tools/call`; the key travels as a header. */
export function addToolRoutes(server: FastifyInstance, tools: readonly Tool[], log: Log): void {
  const listed = tools.map(({ name, description, inputSchema }) => {
    return { name, description, inputSchema };
  });

  server.post('/jsonrpc', { errorHandler: answerParseError }, async (request, reply) => {
    const header = request.headers['x-idempotency-key'];
    const key = typeof header === 'string' && header !== '' ? header : undefined;
    const methods = new Map<string, Method>([
      ['tools/list', async () => ({ tools: listed })],
      ['tools/call', (params) => callTool(tools, { params, key, log })],
    ]);
    const answer = await answerRpc(request.body, methods);
    return answer === undefined ? reply.code(204).send() : reply.send(answer);
  });
}

/**
 * A body that is no JSON gets the answer that JSON-RPC has for it; one that is too large, or of
 * another kind, keeps the status that says so.
 */
function answerParseError(
  error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { statusCode = 400 } = error;
  const isTransport = statusCode === 413 || statusCode === 415;
  reply
    .code(isTransport ? statusCode : 200)
    .send(rpcFailure(null, rpcCodes.parseError, error.message));
}
