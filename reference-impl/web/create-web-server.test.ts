import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AttemptOutcome } from '../client/attempt-outcome.ts';
import { CallFailed } from '../client/call-failed.ts';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createTally } from '../metrics/tally.ts';
import { MessageQueue } from '../queue/message-queue.ts';
import { StorageFailed } from '../queue/storage-failed.ts';
import { type AskCore, NotAnAnswer } from './ask-core.ts';
import { createWebServer } from './create-web-server.ts';
import { createReadiness } from './readiness.ts';

const answering: AskCore = async ({ text }) => ({ answer: `re ${text}`, model: 'm' });

async function start(askCore: AskCore = answering) {
  const dataDir = await mkdtemp(join(tmpdir(), 'web-'));
  const log = createMemoryLog();
  const queue = await MessageQueue.open({ dataDir, log, waitingMax: 20 });
  const readiness = createReadiness(queue, log);
  const giveUp = new AbortController().signal;
  const haState = () => 'active';
  const storeLimitMs = 5000;
  const tally = createTally();
  const hang: { lack?: string } = {};
  const hung = () => hang.lack;
  const own = { queue, askCore, readiness, giveUp, haState, tally, hung };
  const parts = { serviceName: 'web', storeLimitMs, ...own };
  const server = createWebServer(parts);
  onTestFinished(async () => {
    await server.close();
    await queue.close();
    await rm(dataDir, { recursive: true });
  });
  const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
    server.inject({ method: 'POST', url, payload, headers });
  const get = (url: string) => server.inject({ method: 'GET', url });
  return { server, queue, readiness, log, hang, post, get };
}

function failed(outcome: AttemptOutcome, cause?: Error) {
  const call = { callId: 'c', outcome, attempts: 4, target: 'http://core' };
  return new CallFailed(call, cause && { cause });
}

test('ruling 4: a message is answered with 202 and is in the queue by then', async () => {
  const { post, get, queue } = await start();
  const reply = await post('/messages', { text: 'hi' }, { 'x-idempotency-key': 'k1' });
  expect([reply.statusCode, reply.json()]).toEqual([202, { id: 'k1' }]);
  expect(queue.get('k1')).toMatchObject({ state: 'pending', text: 'hi' });
  expect((await get('/messages/k1')).json()).toEqual({ id: 'k1', state: 'pending', attempts: 0 });
});

test('the same key is the same message; another text under it is a conflict', async () => {
  const { post, queue } = await start();
  const headers = { 'idempotency-key': 'k1' };
  await post('/messages', { text: 'hi' }, headers);
  expect((await post('/messages', { text: 'hi' }, headers)).statusCode).toBe(202);
  const other = await post('/messages', { text: 'ho' }, headers);
  expect([other.statusCode, other.json().error.code]).toEqual([409, 'conflict']);
  expect(queue.counts().pending).toBe(1);
});

test('a message without a key gets one of its own', async () => {
  const { post } = await start();
  const ids = [await post('/messages', { text: 'a' }), await post('/messages', { text: 'a' })];
  expect(new Set(ids.map((reply) => reply.json().id)).size).toBe(2);
});

test('what is no message is refused with 400 and says why', async () => {
  const { post } = await start();
  for (const body of [{}, { text: 7 }, { text: '' }, { text: 'x', conversation: {} }]) {
    const reply = await post('/messages', body);
    expect([reply.statusCode, reply.json().error.code]).toEqual([400, 'badRequest']);
  }
  const key = await post('/messages', { text: 'x' }, { 'x-idempotency-key': 'a b' });
  expect(key.json().error.message).toContain('an idempotency key is');
  expect((await post('/messages', { text: 'x'.repeat(300_000) })).statusCode).toBe(413);
});

const json = { 'content-type': 'application/json' };
const refused: readonly (readonly [string, InjectOptions, number, string])[] = [
  [
    'no JSON',
    { method: 'POST', url: '/messages', payload: '{"text":', headers: json },
    400,
    'badRequest',
  ],
  ['no body', { method: 'POST', url: '/chat', payload: '', headers: json }, 400, 'badRequest'],
  ['a list', { method: 'POST', url: '/messages', payload: [] }, 400, 'badRequest'],
  [
    'text',
    { method: 'POST', url: '/messages', payload: 'hi', headers: { 'content-type': 'text/x' } },
    415,
    'bodyNotJson',
  ],
  [
    'too much',
    { method: 'POST', url: '/chat', payload: { text: 'x'.repeat(300_000) } },
    413,
    'bodyTooLarge',
  ],
  ['an unknown message', { method: 'GET', url: '/messages/nobody' }, 404, 'unknown'],
  ['an unknown route', { method: 'GET', url: '/nowhere?x=1' }, 404, 'noRoute'],
  ['an unknown method', { method: 'DELETE', url: '/messages' }, 404, 'noRoute'],
  ['a broken address', { method: 'GET', url: '/messages/%ff' }, 400, 'badRequest'],
];
test.each(refused)(
  '%s is refused with a code and a reason, and nothing is stored',
  async (...all) => {
    const [, request, status, code] = all;
    const { server, queue } = await start();
    const reply = await server.inject(request);
    expect([reply.statusCode, reply.json().error.code]).toEqual([status, code]);
    expect(reply.json().error.message.length).toBeGreaterThan(8);
    expect([...queue.messages()]).toEqual([]);
  },
);

test('B5: /live fails while a loop hangs, whatever /ready says', async () => {
  const { get, hang } = await start();
  expect((await get('/live')).json()).toMatchObject({ live: true, sinceMs: expect.any(Number) });
  hang.lack = 'the scan of the queue hangs';
  const reply = await get('/live');
  expect([reply.statusCode, reply.json().reasons]).toEqual([503, [hang.lack]]);
  expect((await get('/ready')).statusCode).toBe(200);
});

test('a queue that is full answers 503, and so does a disk', async () => {
  const { post, queue } = await start();
  const reply = await post('/messages', { text: 'x'.repeat(21) });
  expect([reply.statusCode, reply.json().error.code]).toEqual([503, 'full']);
  const noSpace = Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC' });
  vi.spyOn(queue, 'accept').mockRejectedValueOnce(new StorageFailed(noSpace, false));
  const full = await post('/messages', { text: 'x' });
  const message = 'the queue file cannot be written: ENOSPC: no space';
  expect([full.statusCode, full.json()]).toEqual([503, { error: { code: 'diskFull', message } }]);
  expect((await post('/messages', { text: 'x' })).statusCode).toBe(202);
});

test('while the file takes nothing the server is not ready and says why', async () => {
  const { queue, get } = await start();
  const trouble = new StorageFailed(new Error('EIO'), true);
  const broken = vi.spyOn(queue, 'trouble', 'get').mockReturnValue(trouble);
  const reply = await get('/ready');
  const reasons = ['the queue file cannot be written: EIO'];
  expect([reply.statusCode, reply.json()]).toEqual([503, { ready: false, reasons }]);
  broken.mockRestore();
  expect((await get('/ready')).statusCode).toBe(200);
});

test('GET /queue lists what waits, what is dead, and what a restart found', async () => {
  const { queue, get } = await start();
  for (const key of ['a', 'b', 'c', 'd']) await queue.accept({ key, text: key });
  for (const _ of 'abc') queue.take();
  queue.answer('a', { answer: 'x', model: 'm' });
  queue.bury('b', 'no use');
  expect((await get('/queue')).json()).toEqual({
    pending: ['d'],
    inFlight: ['c'],
    answered: 1,
    dead: [{ id: 'b', reason: 'no use' }],
    recovered: { records: 0, returned: 0, damagedBytes: 0 },
  });
  expect((await get('/messages/a')).json()).toMatchObject({ state: 'answered', answer: 'x' });
  expect((await get('/messages/nobody')).statusCode).toBe(404);
});

test('G8: the chat path asks the core with the key and gives its answer', async () => {
  const { post, queue } = await start();
  const reply = await post('/chat', { text: 'hi' }, { 'x-idempotency-key': 'k1' });
  const answer = { id: 'k1', answer: 're hi', model: 'm', degraded: false };
  expect([reply.statusCode, reply.json()]).toEqual([200, answer]);
  expect(queue.counts().pending).toBe(0);
});

const failures: readonly [string, Error, number, string][] = [
  ['503 of the core', failed({ kind: 'answered', status: 503, body: 'busy' }), 502, 'coreAnswer'],
  ['a read limit', failed({ kind: 'timedOut', phase: 'read', limitMs: 5 }), 504, 'coreTimeout'],
  ['a refusal', failed({ kind: 'notDelivered', code: 'X', message: 'no' }), 502, 'coreConnection'],
  ['a reset', failed({ kind: 'resetInAnswer', code: 'X', message: '' }), 502, 'coreConnection'],
  ['a stop', failed({ kind: 'aborted', message: 'over' }), 503, 'stopping'],
  ['a strange answer', new NotAnAnswer(), 502, 'coreAnswer'],
  ['a fault of our own', new Error('oops'), 500, 'internal'],
];
for (const [name, error, status, code] of failures) {
  test(`${name} is told to the one who waits as ${status} ${code}`, async () => {
    const { post } = await start(() => Promise.reject(error));
    const reply = await post('/chat', { text: 'hi' });
    expect([reply.statusCode, reply.json().error.code]).toEqual([status, code]);
    expect(reply.json().error.message).toBe(error.message);
  });
}

test.each([
  ['KEY_REUSED', 409, 'conflict'],
  ['BAD_PACKET', 400, 'badRequest'],
] as const)('what the core itself refuses with %s is the caller’s own mistake', async (...told) => {
  const [code, status, said] = told;
  const body = { error: { code, message: 'not this one' } };
  const { post } = await start(() => Promise.reject(failed({ kind: 'answered', status, body })));
  const reply = await post('/chat', { text: 'hi' });
  expect([reply.statusCode, reply.json()]).toEqual([
    status,
    { error: { code: said, message: 'not this one' } },
  ]);
});

test('G5: the one who waits learns what the primary said, and the fallback as its cause', async () => {
  const cause = failed({ kind: 'notDelivered', code: 'ECONNREFUSED', message: 'candidate' });
  const error = failed({ kind: 'answered', status: 503, body: { who: 'live' } }, cause);
  const { post } = await start(() => Promise.reject(error));
  const { message, cause: said } = (await post('/chat', { text: 'hi' })).json().error;
  expect(message).toContain('status 503 {"who":"live"}');
  expect(said).toContain('ECONNREFUSED');
});

test('a server that is stopping takes nothing new and says that it is not ready', async () => {
  const { post, get, readiness, log } = await start();
  expect((await get('/ready')).statusCode).toBe(200);
  readiness.stopping();
  for (const url of ['/messages', '/chat']) {
    expect((await post(url, { text: 'hi' })).json().error.code).toBe('stopping');
  }
  const ready = await get('/ready');
  expect([ready.statusCode, ready.json()]).toEqual([503, { ready: false, reasons: ['stopping'] }]);
  expect((await get('/live')).statusCode).toBe(200);
  expect((await get('/health')).statusCode).toBe(503);
  expect(log.events('ready').map((fields) => fields.able)).toEqual([true, false]);
});
