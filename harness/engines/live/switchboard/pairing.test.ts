import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listenAnywhere } from './fixture/start-link-bench.ts';
import { createLinkConnection, type LinkConnection } from './link-connection.ts';
import { createPairing } from './pairing.ts';

/** A tap B, and a proxy that dials on only when it is told to. */
const startBench = async (dialLimitMs: number) => {
  const pairing = createPairing({ dialLimitMs });
  const paired: { connection: LinkConnection | undefined; socket: Socket }[] = [];
  const sockets: Socket[] = [];
  const told = Promise.withResolvers<void>();
  const tapB = createServer({ pauseOnConnect: true }, async (socket) => {
    sockets.push(socket);
    const connection = await pairing.accept(socket);
    if (!connection) return socket.destroy();
    paired.push({ connection, socket });
    told.resolve();
  });
  const tapBPort = await listenAnywhere(tapB);
  const accepted: Socket[] = [];
  const proxy = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    accepted.push(socket);
    proxy.emit('accepted');
  });
  const proxyPort = await listenAnywhere(proxy);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    tapB.close();
    proxy.close();
  });
  return {
    dial: (connection: LinkConnection) => pairing.dial(connection, proxyPort),
    proxy,
    accepted,
    paired,
    firstPaired: told.promise,
    /** The proxy opens its end to tap B for the nth connection. */
    dialOn: async (nth: number) => {
      const onward = connect({ host: '127.0.0.1', port: tapBPort });
      sockets.push(onward.on('error', () => {}));
      await once(onward, 'connect');
      accepted[nth]?.on('close', () => onward.destroy()).pipe(onward);
    },
  };
};

test('a dial that was given up and reaches tap B late does not take the place of the next', async () => {
  const bench = await startBench(50);
  const [first, second] = [createLinkConnection(1), createLinkConnection(2)];
  const seenFirst = once(bench.proxy, 'accepted');
  expect(await bench.dial(first)).toBeUndefined();
  await seenFirst;
  const seen = once(bench.proxy, 'accepted');
  const dialled = bench.dial(second);
  await seen;
  await bench.dialOn(0);
  const socket = await dialled;
  socket?.write('hello');
  await bench.dialOn(1);
  await bench.firstPaired;
  expect(bench.paired.map(({ connection }) => connection)).toEqual([second]);
  const [own] = bench.paired;
  own?.socket.resume();
  const [bytes] = own ? await once(own.socket, 'data') : [];
  expect(String(bytes)).toBe('hello');
  socket?.destroy();
});

test('a connection that waits for the other side to speak is paired all the same', async () => {
  const bench = await startBench(50);
  const seenFirst = once(bench.proxy, 'accepted');
  expect(await bench.dial(createLinkConnection(1))).toBeUndefined();
  await seenFirst;
  const silent = createLinkConnection(2);
  const seen = once(bench.proxy, 'accepted');
  const dialled = bench.dial(silent);
  await seen;
  await bench.dialOn(1);
  const socket = await dialled;
  await bench.firstPaired;
  expect(bench.paired.map(({ connection }) => connection)).toEqual([silent]);
  socket?.destroy();
});

test('without a give-up the next at tap B is the one that was dialled, before it has spoken', async () => {
  const bench = await startBench(5_000);
  for (const number of [1, 2, 3]) {
    const connection = createLinkConnection(number);
    const seen = once(bench.proxy, 'accepted');
    const dialled = bench.dial(connection);
    await seen;
    await bench.dialOn(number - 1);
    const socket = await dialled;
    expect(bench.paired.at(-1)?.connection).toBe(connection);
    socket?.destroy();
  }
});
