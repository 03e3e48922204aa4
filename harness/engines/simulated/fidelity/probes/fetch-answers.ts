import http, { type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Observe, Probe, Probes } from '../probe.ts';
import { describeError, listening, pause, shut } from '../tools.ts';

type Task = (observe: Observe, url: string) => Promise<void>;

const against = (answer: RequestListener, task: Task): Probe => {
  return async (observe) => {
    const server = http.createServer(answer);
    await task(observe, `http://127.0.0.1:${await listening(server)}`);
    await shut(server);
  };
};

const tellRequest: RequestListener = (request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const { host: _host, ...headers } = request.headers;
    if (request.url === '/old') response.writeHead(303, { location: '/new' }).end();
    else if (request.url === '/kept') response.writeHead(307, { location: '/new' }).end();
    else response.end(JSON.stringify([request.method, request.url, headers, body]));
  });
};

/** Answers of every form, as `fetch` shows them. */
export const fetchAnswerProbes: Probes = {
  'fetch, a clone is read beside its original': against(
    (_request, response) => response.end('twice'),
    async (observe, url) => {
      const response = await fetch(url);
      const clone = response.clone();
      observe(`client: ${await clone.text()} ${await response.text()} ${response.bodyUsed}`);
      await response.text().catch((error) => observe(`client: ${describeError(error)}`));
    },
  ),

  'fetch, only the head': against(
    (_request, response) => response.writeHead(200, { 'content-length': 5 }).end(),
    async (observe, url) => {
      const response = await fetch(url, { method: 'HEAD' });
      observe(`client: ${response.headers.get('content-length')} "${await response.text()}"`);
    },
  ),

  'fetch, an answer without content': against(
    (_request, response) => response.writeHead(204).end(),
    async (observe, url) => {
      const response = await fetch(url);
      observe(`client: ${response.status} ${response.body} "${await response.text()}"`);
    },
  ),

  'fetch, a compressed answer': against(
    (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('small '.repeat(999)));
    },
    async (observe, url) => {
      const text = await (await fetch(url)).text();
      observe(`client: ${text.length} ${text.slice(0, 12)}`);
    },
  ),

  'fetch, a compressed answer that is garbage': against(
    (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('garbage');
    },
    async (observe, url) => {
      const response = await fetch(url);
      await response.text().catch((error) => observe(`client: ${describeError(error)}`));
    },
  ),

  'fetch, a redirected question that becomes another': against(
    tellRequest,
    async (observe, url) => {
      for (const path of ['/old', '/kept']) {
        const headers = { 'x-mine': 'kept' };
        const response = await fetch(url + path, { method: 'POST', body: 'words', headers });
        observe(`client: ${response.status} ${response.redirected} ${await response.text()}`);
      }
    },
  ),

  'fetch, headers and bodies in every form': against(tellRequest, async (observe, url) => {
    const inits: readonly RequestInit[] = [
      { headers: new Headers({ 'x-b': '1', 'x-a': '2' }) },
      {
        headers: [
          ['x-a', '1'],
          ['x-a', '2'],
        ],
      },
      { headers: { Accept: 'text/plain', 'User-Agent': 'own' } },
      { method: 'PUT', body: new TextEncoder().encode('bytes') },
      { method: 'POST', body: new URLSearchParams({ a: 'b c' }) },
      { method: 'DELETE' },
      { method: 'POST', body: '' },
      { method: 'post', body: 'lower' },
    ];
    for (const init of inits) observe(`client: ${await (await fetch(url, init)).text()}`);
  }),

  'fetch, what is wrong with a question': against(tellRequest, async (observe, url) => {
    const attempts: readonly (() => Promise<unknown>)[] = [
      () => fetch('no url'),
      () => fetch(url, { body: 'on GET' }),
      () => fetch(url, { headers: { 'bad name': 'x' } }),
      () => fetch(url, { method: 'TRACE' }),
    ];
    for (const attempt of attempts) {
      await attempt().catch((error) => observe(`client: ${describeError(error)}`));
    }
  }),

  'fetch, a body that nobody reads holds its sender back': async (observe) => {
    const size = 64 * 1024 * 1024;
    let drained = false;
    const server = http.createServer((_request, response) => {
      response.end(Buffer.alloc(size), () => {
        drained = true;
      });
    });
    const response = await fetch(`http://127.0.0.1:${await listening(server)}`);
    await pause(200);
    observe(`server: sent all ${drained}`);
    const bytes = await response.bytes();
    observe(`client: ${bytes.length === size}`);
    await shut(server);
  },

  'fetch, an answer whose JSON is broken': against(
    (_request, response) => response.end('{"a":'),
    async (observe, url) => {
      const response = await fetch(url);
      await response.json().catch((error) => observe(`client: ${describeError(error)}`));
    },
  ),
};
