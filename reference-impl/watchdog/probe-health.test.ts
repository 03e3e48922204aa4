import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { probeHealth } from './probe-health.ts';

async function serve(onRequest: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => onRequest(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return { url: `http://127.0.0.1:${port}`, server, [Symbol.dispose]: () => void server.close() };
}

const answering = (head: string) => (socket: Socket) => void socket.end(head);

test('H3: only a whole answer with status 200 is a success', async () => {
  using server = await serve(answering('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
  expect(await probeHealth(server.url, 5000)).toMatchObject({ ok: true });
});

test('H3: a core that answers but is not able counts as a failure', async () => {
  using server = await serve(answering('HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n'));
  expect(await probeHealth(server.url, 5000)).toMatchObject({ ok: false, reason: 'status 503' });
});

test('an answer cut in its body is a failure', async () => {
  using server = await serve(answering('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok'));
  const result = await probeHealth(server.url, 5000);
  expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('answer cut') });
});

test('a connection closed without an answer is a failure', async () => {
  using server = await serve((socket) => socket.destroy());
  expect(await probeHealth(server.url, 5000)).toMatchObject({ ok: false, reason: 'ECONNRESET' });
});

test('a closed port is a failure', async () => {
  const { url, server } = await serve(() => undefined);
  server.close();
  await once(server, 'close');
  expect(await probeHealth(url, 5000)).toMatchObject({ ok: false, reason: 'ECONNREFUSED' });
});

test('an answer that never comes ends the probe at its limit', async () => {
  using server = await serve(() => undefined);
  const result = await probeHealth(server.url, 40);
  expect(result).toMatchObject({ ok: false, reason: 'no answer within 40 ms' });
});
