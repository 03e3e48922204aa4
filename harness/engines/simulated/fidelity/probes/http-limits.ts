import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { Observe, Probes } from '../probe.ts';
import { listening, received, shut } from '../tools.ts';

const limits = { headersTimeout: 60, requestTimeout: 120, connectionsCheckingInterval: 20 };

/** What a client gets that sends a text and then nothing more. */
const stall = async (observe: Observe, text: string): Promise<void> => {
  const server = http.createServer(limits, (request) => {
    observe(`server: ${request.method}`);
    request.resume().on('error', ({ message }) => observe(`server: ${message}`));
  });
  const socket = net.connect(await listening(server), '127.0.0.1');
  socket.write(text);
  observe(`client: ${JSON.stringify(await received(socket))}`);
  await shut(server);
};

const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n';

/** How HTTP servers get rid of requests that take too long. */
export const httpLimitProbes: Probes = {
  'a connection on which nothing comes': (observe) => stall(observe, ''),

  'a head that does not end': (observe) => stall(observe, 'GET / HTTP/1.1\r\nHost:'),

  'a body that does not come': (observe) => stall(observe, post),

  'a request that is in time on a connection that is old': async (observe) => {
    const long = { headersTimeout: 500, requestTimeout: 700, connectionsCheckingInterval: 20 };
    const server = http.createServer(long, (request, response) => {
      request.resume().on('end', () => response.end('ok'));
    });
    const socket = net.connect(await listening(server), '127.0.0.1');
    for (let index = 0; index < 3; index++) {
      setTimeout(() => socket.write(`${post}hello`), index === 0 ? 0 : 350);
      const [bytes] = await once(socket, 'data');
      observe(`client: ${String(bytes).split('\r\n')[0]}`);
    }
    socket.destroy();
    await shut(server);
  },
};
