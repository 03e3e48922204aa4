import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { CallFailed } from '../client/call-failed.ts';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createPrimeProvider } from './prime-provider.ts';

const chunk = (content: string) => {
  const event = { model: 'm', choices: [{ index: 0, delta: { content } }] };
  return `data: ${JSON.stringify(event)}\n\n`;
};
const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n';
const answer = `${head}${chunk('po')}${chunk('ng')}data: [DONE]\n\n`;

type Behaviour = (socket: Socket) => void;

/** A prime that behaves as listed, one entry a request; the last one stays. */
async function openPrime(readMs: number, ...behaviours: Behaviour[]) {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      const behave = behaviours[Math.min(requests, behaviours.length - 1)];
      requests += 1;
      behave?.(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  const log = createMemoryLog();
  const provider = createPrimeProvider({
    baseUrl: `http://127.0.0.1:${port}`,
    ...{ connectMs: 5000, readMs, maxRetries: 3, baseDelayMs: 1, stream: true, log },
  });
  const end = async () => {
    provider.close();
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { provider, log, requests: () => requests, [Symbol.asyncDispose]: end };
}

const answers: Behaviour = (socket) => socket.end(answer);
const hangs: Behaviour = () => undefined;
const drops: Behaviour = (socket) => socket.destroy();
const asked = { prompt: 'ping', key: 'k1' };

async function failureOf(work: Promise<unknown>): Promise<CallFailed> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CallFailed)) throw new Error(`expected CallFailed, found ${error}`);
  return error;
}

test('a streamed answer is put together, and names its model', async () => {
  await using prime = await openPrime(5000, answers);
  expect(await prime.provider.complete(asked)).toEqual({ text: 'pong', model: 'm' });
  expect(prime.log.events('inference').map(({ phase }) => phase)).toEqual(['begin', 'end']);
});

test('G9: dropped connections are retried with backoff, and logged', async () => {
  await using prime = await openPrime(5000, drops, drops, answers);
  expect(await prime.provider.complete(asked)).toMatchObject({ text: 'pong' });
  expect(prime.requests()).toBe(3);
  expect(prime.log.events('retry').map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test('G9: after the retries the reason is said', async () => {
  await using prime = await openPrime(5000, drops);
  const failed = await failureOf(prime.provider.complete(asked));
  expect(failed.outcome.kind).toBe('noAnswer');
  expect([failed.attempts, prime.requests()]).toEqual([4, 4]);
});

test.each<[string, Behaviour]>([
  ['ends before [DONE]', (socket) => socket.end(head + chunk('po'))],
  [
    'is reset in its middle',
    (socket) => void socket.write(head + chunk('po'), () => socket.resetAndDestroy()),
  ],
  ['is no JSON', (socket) => socket.end(`${head}data: {"mod\n\n`)],
  ['is a 503', (socket) => socket.end('HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n')],
])('G9: an answer that %s is asked for again', async (_name, behave) => {
  await using prime = await openPrime(5000, behave, answers);
  expect(await prime.provider.complete(asked)).toMatchObject({ text: 'pong' });
  expect(prime.requests()).toBe(2);
});

test.each<[string, Behaviour]>([
  ['before the first byte', hangs],
  ['in the middle of the stream', (socket) => void socket.write(head + chunk('po'))],
])('G9, G29: an inference that hangs %s ends by its limit, and is not repeated', async (...row) => {
  await using prime = await openPrime(60, row[1]);
  const failed = await failureOf(prime.provider.complete(asked));
  expect(failed.outcome).toEqual({ kind: 'timedOut', phase: 'read', limitMs: 60 });
  await expect.poll(prime.requests).toBe(1);
  expect(prime.log.events('inference').at(-1)).toMatchObject({ phase: 'failed', key: 'k1' });
});

test('G29: the limit is on the gap between bytes, not on the whole answer', async () => {
  await using prime = await openPrime(1000, (socket) => {
    const pieces = [head, ...Array.from({ length: 5 }, () => chunk('x')), 'data: [DONE]\n\n'];
    const timer = setInterval(() => {
      socket.write(pieces.shift() ?? '');
      if (pieces.length > 0) return;
      clearInterval(timer);
      socket.end();
    }, 220);
  });
  expect(await prime.provider.complete(asked)).toMatchObject({ text: 'xxxxx' });
});

test('G29: while inferences hang, others are answered', async () => {
  await using prime = await openPrime(60_000, ...Array.from({ length: 20 }, () => hangs), answers);
  const leaving = new AbortController();
  const hanging = { ...asked, signal: leaving.signal };
  const hung = Array.from({ length: 20 }, () => failureOf(prime.provider.complete(hanging)));
  await expect.poll(prime.requests).toBe(20);
  expect(await prime.provider.complete(asked)).toMatchObject({ text: 'pong' });
  leaving.abort();
  for (const failed of await Promise.all(hung)) expect(failed.outcome.kind).toBe('aborted');
});

test('an answer of 400 is final', async () => {
  await using prime = await openPrime(5000, (socket) =>
    socket.end('HTTP/1.1 400 No\r\ncontent-length: 0\r\n\r\n'),
  );
  const failed = await failureOf(prime.provider.complete(asked));
  expect([failed.outcome.kind, prime.requests()]).toEqual(['answered', 1]);
});

test('an inference that nobody wants any more is given up at once', async () => {
  await using prime = await openPrime(60_000, hangs);
  const leaving = new AbortController();
  const work = failureOf(prime.provider.complete({ ...asked, signal: leaving.signal }));
  await expect.poll(prime.requests).toBe(1);
  leaving.abort(new Error('gone'));
  expect((await work).outcome.kind).toBe('aborted');
});
