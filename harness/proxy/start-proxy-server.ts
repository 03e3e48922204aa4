import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Clock } from '../toxics/clock.ts';
import { ApiError, errorText } from './api-error.ts';
import { Collection } from './collection.ts';
import { realClock } from './real-clock.ts';
import { type ApiAnswer, type Methods, routeOf } from './routes.ts';

const API_VERSION = '2.12.0';

/** How to start the embedded server; `transparent` passes half-closes and resets on. */
export interface ProxyServerOptions {
  readonly host: string;
  readonly port: number;
  readonly transparent?: boolean;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** The embedded server at work; closing it closes every proxy and connection. */
export interface ProxyServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a server with Toxiproxy's HTTP API, in this process. */
export async function startProxyServer(options: ProxyServerOptions): Promise<ProxyServer> {
  const proxies = new Collection({
    transparent: options.transparent ?? false,
    clock: options.clock ?? realClock,
    random: options.random ?? Math.random,
  });
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer(async (request, response) => {
    try {
      const body = await text(request);
      // One change at a time: starting and stopping listeners takes several turns.
      const turn = last.then(() => handle(proxies, { request, response, body }));
      last = turn.catch(() => {});
      await turn;
    } catch {
      response.destroy();
    }
  });
  server.listen({ host: options.host, port: options.port });
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await Promise.all([closed, proxies.close()]);
    },
  };
}

interface ApiExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
}

async function handle(proxies: Collection, exchange: ApiExchange): Promise<void> {
  const { request, response, body } = exchange;
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const clean = path.replace(/\/{2,}/g, '/');
  if (clean !== path) {
    response.writeHead(301, { location: clean }).end();
    return;
  }
  const route = findRoute(proxies, clean);
  const method = route?.[request.method ?? 'GET'];
  if (route === undefined) sendText(response, 404, '404 page not found\n');
  else if (method === undefined) response.writeHead(405).end();
  else if (request.headers['user-agent']?.startsWith('Mozilla/')) {
    // A page in a browser must not reach the API of a server on the same machine.
    sendText(response, 403, 'User agent not allowed\n');
  } else await answer(response, () => method(body));
}

function findRoute(proxies: Collection, path: string): Methods | undefined {
  if (path === '/version') {
    return { GET: () => ({ status: 200, text: `{"version": "${API_VERSION}"}\n` }) };
  }
  try {
    return routeOf(proxies, decodeURIComponent(path).split('/').slice(1));
  } catch {
    return undefined;
  }
}

async function answer(
  response: ServerResponse,
  run: () => ApiAnswer | Promise<ApiAnswer>,
): Promise<void> {
  try {
    const { status, json, text } = await run();
    if (text !== undefined) {
      response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' }).end(text);
    } else if (json === undefined) response.writeHead(status).end();
    else {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    }
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 500;
    sendText(response, status, `${JSON.stringify({ error: errorText(error), status })}\n`);
  }
}

function sendText(response: ServerResponse, status: number, body: string): void {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  };
  response.writeHead(status, headers).end(body);
}
