import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import type { Observe, Probes } from '../probe.ts';
import {
  closed,
  connecting,
  describeError,
  listening,
  pause,
  received,
  shut,
  socketEvents,
  watch,
} from '../tools.ts';

const watched = (observe: Observe, socket: Socket) =>
  watch(observe, 'server', { emitter: socket, events: socketEvents });

/** A port that was just free: nobody listens there. */
const closedPort = async (): Promise<number> => {
  const server = net.createServer();
  const port = await listening(server);
  await shut(server);
  return port;
};

/** Sockets and servers below HTTP. */
export const netProbes: Probes = {
  'connect to a closed port': async (observe) => {
    const socket = connecting(observe, await closedPort());
    await closed(socket);
    observe(`client: destroyed ${socket.destroyed} pending ${socket.pending}`);
  },

  'listen on a port that is taken': async (observe) => {
    const first = net.createServer();
    const port = await listening(first);
    const second = net.createServer();
    second.listen(port, '127.0.0.1');
    const [error] = await once(second, 'error');
    observe(`second: ${describeError(error)}`);
    await shut(first);
  },

  'listen again on a port that was left': async (observe) => {
    const port = await closedPort();
    const server = net.createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    observe(`server: ${JSON.stringify(server.address()).replace(/\d{4,5}/, 'PORT')}`);
    await shut(server);
  },

  'the server ends after a word': async (observe) => {
    const server = net.createServer((socket) => watched(observe, socket).end('bye'));
    const socket = connecting(observe, await listening(server));
    observe(`client: ${await received(socket)}`);
    await shut(server);
  },

  'both sides end when they are done': async (observe) => {
    const server = net.createServer((socket) => {
      watched(observe, socket).resume();
      socket.on('end', () => socket.end('answer'));
    });
    const socket = connecting(observe, await listening(server));
    socket.end('question');
    observe(`client: ${await received(socket)}`);
    await shut(server);
  },

  'half-open: the server answers after the end of the question': async (observe) => {
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      watched(observe, socket).resume();
      socket.on('end', () => setTimeout(() => socket.end('late'), 10));
    });
    const socket = connecting(observe, await listening(server), true);
    socket.end('question');
    observe(`client: ${await received(socket)}`);
    await shut(server);
  },

  'the server resets after the question': async (observe) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => socket.resetAndDestroy());
    });
    const socket = connecting(observe, await listening(server));
    socket.write('question');
    socket.resume();
    await closed(socket);
    await shut(server);
  },

  'the server resets without a word': async (observe) => {
    const server = net.createServer((one) => setTimeout(() => one.resetAndDestroy(), 5));
    const socket = connecting(observe, await listening(server));
    socket.resume();
    await closed(socket);
    await shut(server);
  },

  'the client resets': async (observe) => {
    const accepted = Promise.withResolvers<Socket>();
    const server = net.createServer((socket) => accepted.resolve(watched(observe, socket)));
    const socket = net.connect(await listening(server), '127.0.0.1');
    const other = await accepted.promise;
    other.resume();
    const gone = closed(other);
    socket.resetAndDestroy();
    await gone;
    await shut(server);
  },

  'the server destroys without reading what came': async (observe) => {
    const server = net.createServer({ pauseOnConnect: true }, (socket) => {
      setTimeout(() => socket.destroy(), 20);
    });
    const socket = connecting(observe, await listening(server));
    socket.write('never read');
    socket.resume();
    await closed(socket);
    await shut(server);
  },

  'the server destroys after it has read all': async (observe) => {
    const server = net.createServer((socket) => {
      socket.on('data', () => setTimeout(() => socket.destroy(), 10));
    });
    const socket = connecting(observe, await listening(server));
    socket.write('read');
    socket.resume();
    await closed(socket);
    await shut(server);
  },

  'write to a connection that the other side has closed': async (observe) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.resume();
      socket.destroy();
    });
    const socket = connecting(observe, await listening(server), true);
    await once(socket.resume(), 'end');
    socket.write('first');
    // The answer to the first is a reset, which only the next write finds.
    await pause(20);
    socket.write('second');
    await closed(socket);
    await shut(server);
  },

  'the first write after a reset that nobody read': async (observe) => {
    const server = net.createServer((one) => setTimeout(() => one.resetAndDestroy(), 5));
    const socket = connecting(observe, await listening(server));
    socket.pause();
    await once(socket, 'connect');
    await pause(50);
    for (const name of ['one', 'two']) {
      socket.write(name, (error) => observe(`client: ${name} ${describeError(error)}`));
    }
    await closed(socket);
    await shut(server);
  },

  'the end and a reset, found by a later reader': async (observe) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.end('last words');
      setTimeout(() => socket.resetAndDestroy(), 20);
    });
    const socket = connecting(observe, await listening(server), true);
    const gone = closed(socket);
    socket.pause();
    await pause(60);
    socket.on('data', (bytes) => observe(`client: ${bytes}`));
    socket.resume();
    await Promise.race([gone, once(socket, 'end')]);
    socket.end('nobody there');
    await gone;
    await shut(server);
  },

  'write after a reset was seen': async (observe) => {
    const server = net.createServer((one) => setTimeout(() => one.resetAndDestroy(), 5));
    const socket = connecting(observe, await listening(server));
    socket.resume();
    await closed(socket);
    socket.write('too late', (error) => observe(`client: write ${describeError(error)}`));
    await pause(5);
    await shut(server);
  },

  'write after the own end': async (observe) => {
    const server = net.createServer((socket) => socket.resume());
    const socket = connecting(observe, await listening(server));
    await once(socket, 'connect');
    socket.end();
    socket.write('too late', (error) => observe(`client: write ${describeError(error)}`));
    await closed(socket);
    await shut(server);
  },

  'destroy with an error of the own': async (observe) => {
    const server = net.createServer((socket) => watched(observe, socket).resume());
    const socket = connecting(observe, await listening(server));
    await Promise.all([once(socket, 'connect'), once(server, 'connection')]);
    socket.destroy(new Error('own reason'));
    await closed(socket);
    await shut(server);
  },

  'destroy while connecting': async (observe) => {
    const server = net.createServer();
    const socket = connecting(observe, await listening(server));
    socket.destroy();
    await closed(socket);
    observe(`client: connecting ${socket.connecting}`);
    await shut(server);
  },

  'a server that closes waits for its connections': async (observe) => {
    const server = net.createServer((socket) => socket.resume());
    const socket = connecting(observe, await listening(server));
    await once(server, 'connection');
    server.close(() => observe('server: closed'));
    await pause(20);
    observe('server: still open');
    socket.end();
    await once(server, 'close');
  },

  'a name that nobody knows': async (observe) => {
    const socket = net.connect(80, 'nobody.invalid');
    watch(observe, 'client', { emitter: socket, events: socketEvents });
    await closed(socket);
  },
};
