import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { ProcessProbes } from '../process-probe.ts';

const say = console.log;

const portOf = (server: net.Server): number =>
  // A server that listens on a port has an address object.
  (server.address() as AddressInfo).port;

const listening = async <Server extends net.Server>(server: Server): Promise<Server> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

/** Tells that the loop was empty, which ends the process. */
const tellEnd = (): void => {
  process.on('beforeExit', () => say('empty'));
};

/** Connects a server and a client of one process. */
const pair = async (): Promise<readonly [net.Server, net.Socket, net.Socket]> => {
  const server = await listening(net.createServer());
  const accepted = once(server, 'connection');
  const client = net.connect(portOf(server), '127.0.0.1');
  const [[socket]] = await Promise.all([accepted, once(client, 'connect')]);
  return [server, socket, client];
};

/** What keeps a process alive, and what does not. */
export const loopProbes: ProcessProbes = {
  'nothing to do': tellEnd,

  'a timer, then nothing': () => {
    tellEnd();
    setTimeout(() => say('timer'), 10);
  },

  'unreferenced timers': () => {
    tellEnd();
    setTimeout(() => say('never'), 10).unref();
    setInterval(() => say('never'), 10).unref();
  },

  'an unreferenced timer fires while something else waits': () => {
    tellEnd();
    setTimeout(() => say('unreferenced'), 10).unref();
    setTimeout(() => say('end'), 40);
  },

  'a timer that is referenced again': () => {
    tellEnd();
    setTimeout(() => say('fires'), 10)
      .unref()
      .ref();
  },

  'AbortSignal.timeout waits for nobody': () => {
    tellEnd();
    AbortSignal.timeout(10).addEventListener('abort', () => say('never'));
  },

  'AbortSignal.timeout while something else waits': () => {
    tellEnd();
    const signal = AbortSignal.timeout(10);
    signal.addEventListener('abort', () => say(`${signal.reason.name} ${signal.reason.code}`));
    setTimeout(() => say(`${signal.aborted}`), 40);
  },

  'a server that is closed': async () => {
    tellEnd();
    const server = await listening(net.createServer());
    setTimeout(() => server.close(() => say('closed')), 10);
  },

  'an unreferenced server': async () => {
    tellEnd();
    const server = await listening(net.createServer());
    server.unref();
  },

  'an open connection keeps a closed server open': async () => {
    tellEnd();
    const [server, socket, client] = await pair();
    client.resume();
    server.close(() => say('closed'));
    setTimeout(() => socket.end(() => say('ended')), 20);
  },

  'unreferenced sockets': async () => {
    tellEnd();
    const [server, socket, client] = await pair();
    for (const each of [server, socket, client]) each.unref();
    client.resume();
  },

  'a connection that fails': () => {
    tellEnd();
    net.connect(1, '127.0.0.1').on('error', ({ message }) => say(message));
  },

  'an idle connection of the agent': async () => {
    tellEnd();
    const server = await listening(http.createServer((_request, response) => response.end('ok')));
    const request = http.get({ port: portOf(server), host: '127.0.0.1' });
    const [response] = await once(request, 'response');
    response.resume();
    await once(response, 'end');
    say('answered');
    server.unref();
    server.on('connection', () => say('never'));
    server.closeAllConnections();
  },

  'an idle connection of fetch': async () => {
    tellEnd();
    const server = await listening(http.createServer((_request, response) => response.end('ok')));
    server.unref();
    server.on('connection', (socket) => socket.unref());
    const response = await fetch(`http://127.0.0.1:${portOf(server)}/`);
    say(await response.text());
  },

  'a request that is never answered, with a time limit': async () => {
    tellEnd();
    const server = await listening(http.createServer());
    const signal = AbortSignal.timeout(60);
    const error = await fetch(`http://127.0.0.1:${portOf(server)}/`, { signal }).catch(
      (reason: Error) => reason,
    );
    say((error as Error).name);
    server.close(() => say('closed'));
    server.closeAllConnections();
  },

  'a server that shuts down in order': {
    run: async () => {
      const server = await listening(
        http.createServer((_request, response) => {
          setTimeout(() => response.end('late'), 60);
        }),
      );
      process.on('SIGTERM', () => server.close(() => say('closed')));
      tellEnd();
      const answer = fetch(`http://127.0.0.1:${portOf(server)}/`);
      setTimeout(() => say('ready'), 20);
      const response = await answer;
      say(`${response.status} ${await response.text()}`);
    },
    signals: [{ after: 'ready', send: 'SIGTERM' }],
  },
};
