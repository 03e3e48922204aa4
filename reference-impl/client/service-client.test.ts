import { expect, test } from 'vitest';
import type { CallFailed } from './call-failed.ts';
import { closedAddress, type Misbehaviour } from './misbehaving-server.ts';
import { createClient, failureOf, start } from './prepare-client.ts';

const patient = { timeout: 20_000 };

const ok: Misbehaviour = { status: 200 };

for (const behaviour of ['hang', 'hangInBody'] as const) {
  test(`G3: a read limit (${behaviour}) is neither retried nor failed over`, async () => {
    const primary = await start(behaviour);
    const fallback = await start(ok);
    const { post } = createClient({
      baseUrl: primary.url,
      fallbackBaseUrl: fallback.url,
      limits: { connectMs: 5000, readMs: 300 },
    });
    const error = await failureOf(post('k1'));
    expect(error.outcome).toEqual({ kind: 'timedOut', phase: 'read', limitMs: 300 });
    expect([primary.requests.length, fallback.requests.length]).toEqual([1, 0]);
  });
}

test('G3: the switch of the other system fails over on a time limit, off by default', async () => {
  const primary = await start('hang');
  const fallback = await start(ok);
  const { post } = createClient({
    baseUrl: primary.url,
    fallbackBaseUrl: fallback.url,
    failoverOnTimeout: true,
    limits: { connectMs: 5000, readMs: 1000 },
  });
  expect(await post('k1')).toMatchObject({ servedBy: 'fallback', attempts: 2 });
});

test('G2: waits double from the base and are told in the log', async () => {
  const primary = await start({ status: 503 });
  const { post, waits, log } = createClient({ baseUrl: primary.url });
  await failureOf(post());
  expect(waits).toEqual([100, 200, 400]);
  expect(log.events('retry').map((fields) => fields.waitMs)).toEqual([100, 200, 400]);
});

test('G2: a success after retries ends the call on the primary', async () => {
  const primary = await start('closeOnRequest', { status: 503 }, ok);
  const fallback = await start(ok);
  const { post } = createClient({ baseUrl: primary.url, fallbackBaseUrl: fallback.url });
  expect(await post('k1')).toMatchObject({ servedBy: 'primary', attempts: 3 });
  expect(fallback.requests).toHaveLength(0);
});

test('G4, G5: the fallback is asked once; if it fails, the primary is what the caller sees', async () => {
  const primary = await start({ status: 503, body: '{"who":"primary"}' });
  const fallback = await start({ status: 503, body: '{"who":"fallback"}' });
  const { post, log } = createClient({ baseUrl: primary.url, fallbackBaseUrl: fallback.url });
  const error = await failureOf(post('k1'));
  expect(fallback.requests).toHaveLength(1);
  expect(error.outcome).toEqual({ kind: 'answered', status: 503, body: { who: 'primary' } });
  expect((error.cause as CallFailed).outcome).toMatchObject({ body: { who: 'fallback' } });
  expect(log.events('callFailed')[0]).toMatchObject({
    primary: 'status 503 {"who":"primary"}',
    fallback: 'status 503 {"who":"fallback"}',
  });
});

test('G5: of several errors of the primary the last one is surfaced', async () => {
  const statuses = [502, 503, 504, 502] as const;
  const primary = await start(...statuses.map((status) => ({ status, body: `${status}` })));
  const fallback = await start('hang');
  const { post } = createClient({
    baseUrl: primary.url,
    fallbackBaseUrl: fallback.url,
    limits: { connectMs: 5000, readMs: 1000 },
  });
  const error = await failureOf(post('k1'));
  expect(error.outcome).toMatchObject({ status: 502 });
  expect((error.cause as CallFailed).outcome).toMatchObject({ kind: 'timedOut' });
});

test('G6: in maintenance there is no failover, but the primary is called', async () => {
  const primary = await start(
    { status: 503 },
    { status: 503 },
    { status: 503 },
    { status: 503 },
    ok,
  );
  const fallback = await start(ok);
  const { post, log } = createClient({
    baseUrl: primary.url,
    fallbackBaseUrl: fallback.url,
    maintenance: async () => true,
  });
  await failureOf(post('k1'));
  expect(await post('k2')).toMatchObject({ servedBy: 'primary' });
  expect(fallback.requests).toHaveLength(0);
  expect(log.events('failover')).toHaveLength(0);
});

test('G7: an empty fallback means that there is none', async () => {
  const primary = await start({ status: 503 });
  const { post, log } = createClient({ baseUrl: primary.url, fallbackBaseUrl: '' });
  await failureOf(post('k1'));
  expect(primary.requests).toHaveLength(4);
  expect(log.events('failover')).toHaveLength(0);
});

test('G32: a call by HA state makes exactly one attempt, on the fallback', async () => {
  const primary = await start(ok);
  const fallback = await start({ status: 503 });
  const { client, log } = createClient({ baseUrl: primary.url, fallbackBaseUrl: fallback.url });
  await failureOf(client.call({ path: '/', body: {}, key: 'k1', via: 'fallback' }));
  expect([primary.requests.length, fallback.requests.length]).toEqual([0, 1]);
  expect(log.events('failover')[0]).toMatchObject({ trigger: 'state', key: 'k1' });
});

test('call id and key stay the same over all attempts, the fallback included', async () => {
  const primary = await start({ status: 503 });
  const fallback = await start(ok);
  const { post, log } = createClient({ baseUrl: primary.url, fallbackBaseUrl: fallback.url });
  const { callId } = await post('k1');
  for (const { headers, body } of [...primary.requests, ...fallback.requests]) {
    expect(headers).toMatchObject({ 'x-call-id': callId, 'x-idempotency-key': 'k1' });
    expect(body).toBe('{"text":"hi"}');
  }
  expect(log.events('failover')[0]).toMatchObject({ callId, key: 'k1', trigger: 'error' });
  expect((await post('k1')).callId).not.toBe(callId);
});

test('H4: a dead primary shows three retries, then the failover, in the log', async () => {
  const fallback = await start(ok);
  const { post, log } = createClient({
    baseUrl: await closedAddress(),
    fallbackBaseUrl: fallback.url,
  });
  await post('k1');
  const events = log.entries.map((entry) => entry.fields.event);
  expect(events).toEqual(['retry', 'retry', 'retry', 'failover']);
});

test('connections are kept for the next call', async () => {
  const primary = await start(ok);
  const { post } = createClient({ baseUrl: primary.url });
  for (const key of ['a', 'b', 'c']) await post(key);
  expect(primary.requests).toHaveLength(3);
  expect(primary.connections()).toBe(1);
});

test('a caller that gives up ends the attempt, and nothing follows', async () => {
  const primary = await start('hang');
  const fallback = await start(ok);
  const { client } = createClient({ baseUrl: primary.url, fallbackBaseUrl: fallback.url });
  const aborter = new AbortController();
  const call = client.call({ path: '/', body: {}, key: 'k1', signal: aborter.signal });
  const ended = failureOf(call);
  await expect.poll(() => primary.requests.length, patient).toBe(1);
  aborter.abort(new Error('shutting down'));
  expect((await ended).outcome).toMatchObject({ kind: 'aborted' });
  expect([primary.requests.length, fallback.requests.length]).toEqual([1, 0]);
});

test('a caller that gives up during a wait is told so, with the last error as the cause', async () => {
  const primary = await start({ status: 503 });
  const aborter = new AbortController();
  const { client } = createClient({
    baseUrl: primary.url,
    sleep: async (_ms, signal) => {
      aborter.abort(new Error('shutting down'));
      signal?.throwIfAborted();
    },
  });
  const error = await failureOf(client.call({ path: '/', signal: aborter.signal }));
  expect(error.outcome.kind).toBe('aborted');
  expect((error.cause as CallFailed).outcome).toMatchObject({ status: 503 });
});
