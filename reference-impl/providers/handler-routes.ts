import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpHandler } from 'msw/http';
import { getResponse } from 'msw/utils/get-response';
import { sleep } from '../resilience/retry/sleep.ts';

/** What the routes are made of. */
export interface HandlerRoutes {
  readonly handlers: HttpHandler[];
  /** Each handler's paths lie below one of these. */
  readonly prefixes: readonly string[];
  readonly delayMs: number;
}

/** Serves msw's handlers on real sockets: what a test has in its process, others reach over HTTP. */
export function addHandlerRoutes(server: FastifyInstance, routes: HandlerRoutes): void {
  // The handlers read bodies themselves, also broken ones, and answer each in its own way.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  for (const prefix of routes.prefixes) {
    server.all(`${prefix}/*`, async (request, reply) => {
      await sleep(routes.delayMs);
      const answer = await getResponse(routes.handlers, toRequest(request));
      if (answer === undefined) return reply.callNotFound();
      reply.code(answer.status);
      for (const [name, value] of answer.headers) reply.header(name, value);
      return reply.send(Buffer.from(await answer.arrayBuffer()));
    });
  }
}

function toRequest({ method, url, headers, body }: FastifyRequest): Request {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new Request(new URL(url, 'http://providers'), {
    method,
    headers: pairs,
    ...(Buffer.isBuffer(body) && { body: new Uint8Array(body) }),
  });
}
