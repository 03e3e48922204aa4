import { once } from 'node:events';
import http, { type IncomingMessage, type RequestListener } from 'node:http';
import net from 'node:net';
import type { Probes } from '../probe.ts';
import { closed, describeError, listening, pause, received, shut, watch } from '../tools.ts';

const bodyOf = async (message: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk;
  return text;
};

const get = async (options: http.RequestOptions): Promise<IncomingMessage> => {
  const [response] = await once(http.get({ host: '127.0.0.1', ...options }), 'response');
  return response;
};

const echo: RequestListener = (request, response) => {
  void request.pipe(response);
};

/** Clients and servers of `node:http`. */
export const httpProbes: Probes = {
  'a request and its answer': async (observe) => {
    const server = http.createServer((request, response) => {
      observe(`server: ${request.method} ${request.url} ${request.headers['x-mine']}`);
      response.setHeader('X-Answer', 'yes').end('hello');
    });
    const port = await listening(server);
    const response = await get({ port, path: '/a?b=c', headers: { 'X-Mine': 'one' } });
    observe(`client: ${response.statusCode} ${response.headers['x-answer']}`);
    observe(`client: ${response.headers.connection} ${response.headers['keep-alive']}`);
    observe(`client: date ${Number.isFinite(Date.parse(response.headers.date ?? ''))}`);
    observe(`client: ${await bodyOf(response)}`);
    await shut(server);
  },

  'a chunked question and answer': async (observe) => {
    const server = http.createServer(echo);
    const port = await listening(server);
    const request = http.request({ port, host: '127.0.0.1', method: 'POST' });
    for (const part of ['one,', 'two,', 'three']) request.write(part);
    request.end();
    const [response] = await once(request, 'response');
    observe(`client: ${response.headers['transfer-encoding']} ${await bodyOf(response)}`);
    await shut(server);
  },

  'a large body there and back': async (observe) => {
    const server = http.createServer(echo);
    const port = await listening(server);
    const request = http.request({ port, host: '127.0.0.1', method: 'POST' });
    const size = 5_000_000;
    request.end(Buffer.alloc(size, 'abcdefg'));
    const [response] = await once(request, 'response');
    const text = await bodyOf(response);
    observe(`client: ${text.length === size} ${text.endsWith('abc')} ${text.slice(-7)}`);
    await shut(server);
  },

  'expect 100-continue': async (observe) => {
    const server = http.createServer(echo);
    const port = await listening(server);
    const headers = { expect: '100-continue' };
    const request = http.request({ port, host: '127.0.0.1', method: 'POST', headers });
    request.on('continue', () => {
      observe('client: continue');
      request.end('body');
    });
    request.flushHeaders();
    const [response] = await once(request, 'response');
    observe(`client: ${await bodyOf(response)}`);
    await shut(server);
  },

  'connections are kept and used again': async (observe) => {
    const ports = new Set<number | undefined>();
    const server = http.createServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const port = await listening(server);
    const agent = new http.Agent({ keepAlive: true });
    for (let index = 0; index < 3; index++) {
      const response = await get({ port, agent });
      response.resume();
      await once(response, 'close');
      await pause(5);
    }
    observe(`server: connections ${ports.size}`);
    observe(`client: free ${Object.values(agent.freeSockets).flat().length}`);
    agent.destroy();
    await shut(server);
  },

  'a kept connection that the server closed is not used again': async (observe) => {
    const server = http.createServer((_request, response) => response.end());
    server.keepAliveTimeout = 30;
    server.keepAliveTimeoutBuffer = 0;
    const port = await listening(server);
    const agent = new http.Agent({ keepAlive: true });
    for (let index = 0; index < 2; index++) {
      const response = await get({ port, agent });
      response.resume();
      observe(`client: ${response.statusCode} ${response.headers['keep-alive']}`);
      await once(response, 'close');
      await pause(150);
      observe(`client: free ${Object.values(agent.freeSockets).flat().length}`);
    }
    agent.destroy();
    await shut(server);
  },

  'the client gives up while it waits': async (observe) => {
    const server = http.createServer((request, response) => {
      watch(observe, 'request', { emitter: request, events: ['aborted', 'close', 'error'] });
      watch(observe, 'answer', { emitter: response, events: ['close', 'finish'] });
    });
    const port = await listening(server);
    const request = http.get({ port, host: '127.0.0.1' });
    watch(observe, 'client', { emitter: request, events: ['error', 'close', 'abort'] });
    await once(server, 'request');
    request.destroy();
    await closed(request);
    await pause(20);
    await shut(server);
  },

  'a request is ended by its signal': async (observe) => {
    const server = http.createServer(() => {});
    const port = await listening(server);
    const signal = AbortSignal.timeout(30);
    const request = http.get({ port, host: '127.0.0.1', signal });
    const [error] = await once(request, 'error');
    observe(`client: ${describeError(error)}`);
    await shut(server);
  },

  'the time limit of a request only tells': async (observe) => {
    const server = http.createServer((_request, response) => {
      setTimeout(() => response.end('late'), 120);
    });
    const port = await listening(server);
    const request = http.get({ port, host: '127.0.0.1', timeout: 40 });
    watch(observe, 'client', { emitter: request, events: ['timeout', 'error'] });
    const [response] = await once(request, 'response');
    observe(`client: ${await bodyOf(response)}`);
    await shut(server);
  },

  'a server that closes ends idle connections and waits for busy ones': async (observe) => {
    const server = http.createServer((request, response) => {
      if (request.url === '/slow') setTimeout(() => response.end('slow'), 60);
      else response.end('fast');
    });
    const port = await listening(server);
    const agent = new http.Agent({ keepAlive: true });
    const fast = await get({ port, agent, path: '/fast' });
    observe(`client: ${await bodyOf(fast)}`);
    await pause(5);
    const idle = closed(Object.values(agent.freeSockets).flat()[0] as net.Socket);
    const slow = get({ port, path: '/slow', agent: false });
    await once(server, 'request');
    server.close(() => observe('server: closed'));
    await idle;
    observe('client: idle one ended');
    const refused = http.get({ port, host: '127.0.0.1', agent: false });
    const [error] = await once(refused, 'error');
    observe(`client: ${describeError(error)}`);
    observe(`client: ${await bodyOf(await slow)}`);
    if (server.listening) await once(server, 'close');
    agent.destroy();
  },

  'a request that is no HTTP': async (observe) => {
    const server = http.createServer();
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      observe(`server: ${error.code}`);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    const socket = net.connect(await listening(server), '127.0.0.1');
    socket.write('nonsense\r\n\r\n');
    observe(`client: ${JSON.stringify(await received(socket))}`);
    await shut(server);
  },

  'the client leaves in the middle of its question': async (observe) => {
    const server = http.createServer((request) => {
      request.resume();
      watch(observe, 'server', { emitter: request, events: ['aborted', 'error', 'close', 'end'] });
    });
    const port = await listening(server);
    const headers = { 'content-length': 100 };
    const request = http.request({ port, host: '127.0.0.1', method: 'POST', headers });
    request.on('error', () => {});
    request.write('some');
    await once(server, 'request');
    request.destroy();
    await pause(30);
    await shut(server);
  },

  'an upgrade hands over the socket': async (observe) => {
    const server = http.createServer();
    server.on('upgrade', (_request, socket, head) => {
      observe(`server: head ${head.length}`);
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
      socket.on('data', (chunk) => socket.end(`echo ${chunk}`));
    });
    const port = await listening(server);
    const headers = { connection: 'Upgrade', upgrade: 'x' };
    const request = http.get({ port, host: '127.0.0.1', headers });
    const [response, socket] = await once(request, 'upgrade');
    observe(`client: ${response.statusCode}`);
    socket.write('ping');
    observe(`client: ${await received(socket)}`);
    await shut(server);
  },
};
