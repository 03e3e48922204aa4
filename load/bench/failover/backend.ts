import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onLoopback } from '../proxy/on-loopback.ts';

/** What a backend tells the bench. */
export type BackendNews = 'listening' | 'first request';

/** What the bench tells a backend. */
export type BackendMode = 'works' | 'answers 503';

// About what the reference stack takes for one call when nothing disturbs it.
const workMs = 20;

/** A service behind a proxy: it does what a call asks, writes that down, and answers. */
function main(): void {
  const { PORT, EXECUTIONS = '' } = process.env;
  let mode: BackendMode = 'works';
  let asked = false;
  const tell = (news: BackendNews) => process.send?.(news);
  process.on('message', (next: BackendMode) => {
    mode = next;
  });
  const work = async (request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (mode === 'answers 503') return response.writeHead(503).end('{}');
    if (request.method === 'GET') return response.end('{}');
    if (!asked) tell('first request');
    asked = true;
    const key = String(request.headers['x-idempotency-key']);
    await new Promise((resolve) => setTimeout(resolve, workMs));
    appendFileSync(EXECUTIONS, `${key}\n`);
    return response.end(JSON.stringify({ id: key, answer: 'done' }));
  };
  const server = createServer((request, response) => void work(request, response));
  server.listen(onLoopback(Number(PORT)), () => tell('listening'));
}

if (import.meta.main) main();
