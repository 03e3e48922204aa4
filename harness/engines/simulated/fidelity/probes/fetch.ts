import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { Observe, Probes } from '../probe.ts';
import { describeError, listening, pause, shut, watch } from '../tools.ts';

const observeFailure = async (observe: Observe, attempt: Promise<unknown>): Promise<void> => {
  const error = await attempt.then(
    () => new Error('it went well'),
    (reason: unknown) => reason as Error,
  );
  observe(`client: ${describeError(error)}`);
  if (error.cause !== undefined) observe(`client: because ${describeError(error.cause)}`);
};

/** Node's own `fetch`. */
export const fetchProbes: Probes = {
  'fetch, a question and its answer': async (observe) => {
    const server = http.createServer((request, response) => {
      const { host: _host, ...headers } = request.headers;
      observe(`server: ${request.method} ${request.url} ${JSON.stringify(headers)}`);
      response.setHeader('content-type', 'application/json');
      request.pipe(response);
    });
    const port = await listening(server);
    const body = JSON.stringify({ text: 'grüß' });
    const headers = { 'content-type': 'application/json' };
    const options = { method: 'POST', body, headers };
    const response = await fetch(`http://127.0.0.1:${port}/x`, options);
    observe(`client: ${response.status} ${response.ok} ${response.headers.get('content-type')}`);
    observe(`client: ${JSON.stringify(await response.json())}`);
    await shut(server);
  },

  'fetch, a closed port': async (observe) => {
    const server = net.createServer();
    const port = await listening(server);
    await shut(server);
    await observeFailure(observe, fetch(`http://127.0.0.1:${port}/`));
  },

  'fetch, a name that nobody knows': async (observe) => {
    await observeFailure(observe, fetch('http://nobody.invalid/'));
  },

  'fetch, given up by a time limit': async (observe) => {
    const server = http.createServer((request, response) => {
      watch(observe, 'request', { emitter: request, events: ['aborted', 'close'] });
      watch(observe, 'answer', { emitter: response, events: ['close', 'finish'] });
    });
    const port = await listening(server);
    const signal = AbortSignal.timeout(40);
    await observeFailure(observe, fetch(`http://127.0.0.1:${port}/`, { signal }));
    await pause(20);
    await shut(server);
  },

  'fetch, given up with a reason before it began': async (observe) => {
    const signal = AbortSignal.abort(new Error('no need'));
    await observeFailure(observe, fetch('http://127.0.0.1:1/', { signal }));
  },

  'fetch, given up while the body comes': async (observe) => {
    const server = http.createServer((_request, response) => {
      response.writeHead(200).write('part');
      response.on('close', () => observe(`server: ${response.writableFinished}`));
    });
    const port = await listening(server);
    const controller = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal: controller.signal });
    observe(`client: ${response.status}`);
    setTimeout(() => controller.abort(), 20);
    await observeFailure(observe, response.text());
    await pause(20);
    await shut(server);
  },

  'fetch, a stream of parts': async (observe) => {
    const server = http.createServer(async (_request, response) => {
      for (const part of ['one', 'two', 'three']) {
        response.write(part);
        await pause(15);
      }
      response.end();
    });
    const port = await listening(server);
    const response = await fetch(`http://127.0.0.1:${port}/`);
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) observe(`client: ${decoder.decode(chunk)}`);
    await shut(server);
  },

  'fetch, connections are kept and used again': async (observe) => {
    const ports = new Set<number | undefined>();
    const server = http.createServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    });
    const port = await listening(server);
    for (let index = 0; index < 4; index++) {
      await (await fetch(`http://127.0.0.1:${port}/`)).text();
      await pause(2);
    }
    observe(`server: connections ${ports.size}`);
    await shut(server);
  },

  'fetch, many at once': async (observe) => {
    const server = http.createServer((request, response) => {
      setTimeout(() => response.end(request.url), 5);
    });
    const port = await listening(server);
    const one = async (index: number) => (await fetch(`http://127.0.0.1:${port}/${index}`)).text();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => one(index)));
    observe(`client: ${answers.join('')}`);
    await shut(server);
  },

  'fetch, a redirect that leads nowhere': async (observe) => {
    const server = http.createServer((request, response) => {
      response.writeHead(302, { location: `${request.url}`.slice(1) }).end();
    });
    const port = await listening(server);
    for (const target of ['ftp://there/', 'http://[']) {
      await observeFailure(observe, fetch(`http://127.0.0.1:${port}/${target}`));
    }
    await shut(server);
  },

  'fetch, a port that the standard blocks': async (observe) => {
    for (const port of [1, 6000, 10_080]) {
      await observeFailure(observe, fetch(`http://127.0.0.1:${port}/`));
    }
  },

  'fetch, follows a redirect': async (observe) => {
    const server = http.createServer((request, response) => {
      if (request.url === '/old') response.writeHead(302, { location: '/new' }).end();
      else response.end(`at ${request.url}`);
    });
    const port = await listening(server);
    const response = await fetch(`http://127.0.0.1:${port}/old`);
    observe(`client: ${response.redirected} ${new URL(response.url).pathname}`);
    observe(`client: ${await response.text()}`);
    await shut(server);
  },

  'fetch, the server dies between two questions on a kept connection': async (observe) => {
    const server = http.createServer((_request, response) => response.end('ok'));
    const port = await listening(server);
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    const gone = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await gone;
    await pause(10);
    await observeFailure(observe, fetch(`http://127.0.0.1:${port}/`));
  },

  'fetch, a large answer': async (observe) => {
    const server = http.createServer((_request, response) => {
      response.end(Buffer.alloc(3_000_000, 'xyz'));
    });
    const port = await listening(server);
    const bytes = await (await fetch(`http://127.0.0.1:${port}/`)).bytes();
    observe(`client: ${bytes.length} ${bytes.at(-1)}`);
    await shut(server);
  },
};
