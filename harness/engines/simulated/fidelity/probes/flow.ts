import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import type { Probes } from '../probe.ts';
import { closed, connecting, describeError, listening, pause, shut } from '../tools.ts';

/** How bytes flow through sockets: time limits, backpressure, pauses, encodings, counts. */
export const flowProbes: Probes = {
  'a port that is taken, with an address and without': async (observe) => {
    const server = net.createServer();
    const port = await listening(server);
    for (const host of ['127.0.0.1', undefined]) {
      const second = net.createServer();
      second.listen({ port, ...(host === undefined ? {} : { host }) });
      const error = await new Promise<Error & { readonly address?: string }>((heard) =>
        second.once('error', heard),
      );
      observe(`server: ${describeError(error)} ${error.address}`);
    }
    await shut(server);
  },

  'an idle socket times out, and stays open until it is closed': async (observe) => {
    const server = net.createServer((socket) => socket.resume());
    const socket = connecting(observe, await listening(server));
    socket.setTimeout(40);
    await once(socket, 'timeout');
    observe(`client: destroyed ${socket.destroyed}`);
    socket.destroy();
    await closed(socket);
    await shut(server);
  },

  'writing puts a timeout off': async (observe) => {
    const server = net.createServer((socket) => socket.resume());
    const socket = connecting(observe, await listening(server));
    socket.setTimeout(200, () => socket.destroy());
    const timer = setTimeout(() => socket.write('x'), 100);
    const began = performance.now();
    await closed(socket);
    clearTimeout(timer);
    observe(`client: put off ${performance.now() - began > 280}`);
    await shut(server);
  },

  'backpressure: a reader that waits stops the writer, and all arrives': async (observe) => {
    const accepted = Promise.withResolvers<Socket>();
    const server = net.createServer({ pauseOnConnect: true }, (one) => accepted.resolve(one));
    const socket = net.connect(await listening(server), '127.0.0.1');
    const size = 32 * 1024 * 1024;
    const written = new Promise<void>((resolve) => socket.end(Buffer.alloc(size, 97), resolve));
    const reader = await accepted.promise;
    await Promise.race([written.then(() => observe('client: all written')), pause(100)]);
    observe(`client: buffered ${socket.writableLength > 0}`);
    let bytes = 0;
    reader.on('data', (chunk) => {
      bytes += chunk.length;
    });
    reader.resume();
    await Promise.all([written, closed(reader)]);
    observe(`server: all arrived ${bytes === size}`);
    await shut(server);
  },

  'write tells when to wait, and drain when to go on': async (observe) => {
    const server = net.createServer((socket) => socket.resume());
    const socket = net.connect(await listening(server), '127.0.0.1');
    await once(socket, 'connect');
    observe(`client: small ${socket.write('x')}`);
    observe(`client: large ${socket.write(Buffer.alloc(16 * 1024 * 1024))}`);
    await once(socket, 'drain');
    observe('client: drain');
    socket.destroy();
    await shut(server);
  },

  'pause and resume lose nothing': async (observe) => {
    const server = net.createServer((socket) => {
      for (let index = 0; index < 100; index++) socket.write(`${index},`);
      socket.end();
    });
    const socket = net.connect(await listening(server), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      socket.pause();
      setTimeout(() => socket.resume(), 5);
    });
    await closed(socket);
    observe(`client: ${text.length} ${text.endsWith('98,99,')}`);
    await shut(server);
  },

  'counts of bytes and addresses': async (observe) => {
    const server = net.createServer((socket) => {
      socket.on('data', () => socket.end('12345'));
      socket.on('close', () => observe(`server: ${socket.bytesRead} ${socket.bytesWritten}`));
    });
    const socket = net.connect(await listening(server), '127.0.0.1');
    await once(socket, 'connect');
    const { remoteAddress, remoteFamily, localAddress, localFamily } = socket;
    observe(`client: ${remoteAddress} ${remoteFamily} ${localAddress} ${localFamily}`);
    observe(`client: ports ${socket.remotePort !== socket.localPort}`);
    socket.write('123');
    socket.resume();
    await closed(socket);
    observe(`client: ${socket.bytesRead} ${socket.bytesWritten} ${socket.remoteAddress}`);
    await shut(server);
  },

  'text in every encoding arrives as its bytes': async (observe) => {
    const server = net.createServer((socket) => {
      for (const encoding of ['utf8', 'latin1', 'ascii', 'utf16le', 'hex', 'base64'] as const) {
        socket.write(encoding === 'hex' ? 'c3bc' : 'aü€', encoding);
      }
      socket.end();
    });
    const socket = net.connect(await listening(server), '127.0.0.1');
    const parts: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => parts.push(chunk));
    await closed(socket);
    observe(`client: ${Buffer.concat(parts).toString('hex')}`);
    await shut(server);
  },
};
