import { expect, onTestFinished, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { readSettings } from '../settings/read-settings.ts';
import { coreClientShape, createCoreClient } from './core-client.ts';
import { closedAddress, type Misbehaviour, startMisbehavingServer } from './misbehaving-server.ts';
import { postWithRetry } from './post-with-retry.ts';

async function prepare(
  primary: readonly Misbehaviour[] | 'closed',
  options: {
    readonly fallback?: Misbehaviour;
    readonly maintenance?: boolean;
    readonly readMs?: string;
  } = {},
) {
  const live = await startMisbehavingServer(...(primary === 'closed' ? [] : primary));
  const twin = await startMisbehavingServer(options.fallback ?? { status: 200 });
  const log = createMemoryLog();
  const settings = readSettings(
    {
      CORE_ENDPOINT: primary === 'closed' ? await closedAddress() : live.url,
      CORE_FALLBACK_ENDPOINT: options.fallback ? twin.url : '',
      RETRY_BASE_DELAY_MS: '1',
      READ_TIMEOUT_MS: options.readMs ?? '10000',
    },
    coreClientShape,
  );
  const maintenance = async () => options.maintenance ?? false;
  const client = createCoreClient(settings, { log, maintenance });
  onTestFinished(async () => {
    client.close();
    await live[Symbol.asyncDispose]();
    await twin[Symbol.asyncDispose]();
  });
  const post = () => postWithRetry(client, { path: '/process_packet', body: { a: 1 }, key: 'k' });
  return { post, live, twin, log };
}

test('G8: a post reaches the core with its key', async () => {
  const { post, live } = await prepare([{ status: 200 }]);
  expect(await post()).toMatchObject({ servedBy: 'primary', attempts: 1 });
  expect(live.requests[0]).toMatchObject({
    line: 'POST /process_packet HTTP/1.1',
    headers: { 'x-idempotency-key': 'k' },
  });
});

test('G8: a refused post is tried four times and then goes to the fallback once', async () => {
  const { post, twin } = await prepare('closed', { fallback: { status: 200 } });
  expect(await post()).toMatchObject({ servedBy: 'fallback', attempts: 5 });
  expect(twin.requests).toHaveLength(1);
});

test('G8: a lost answer is asked for again, because a post always has a key', async () => {
  const { post, live } = await prepare(['closeOnRequest', 'shortBody', { status: 200 }]);
  expect(await post()).toMatchObject({ servedBy: 'primary', attempts: 3 });
  expect(live.requests).toHaveLength(3);
});

test('G8: a post to a slow core is not sent anywhere else', async () => {
  const { post, live, twin } = await prepare(['hang'], {
    fallback: { status: 200 },
    readMs: '300',
  });
  await expect(post()).rejects.toMatchObject({ outcome: { kind: 'timedOut', phase: 'read' } });
  expect([live.requests.length, twin.requests.length]).toEqual([1, 0]);
});

test('G8: when both fail the error of the primary is thrown', async () => {
  const { post } = await prepare([{ status: 503 }], { fallback: { status: 500 } });
  await expect(post()).rejects.toMatchObject({
    outcome: { kind: 'answered', status: 503 },
    cause: { outcome: { kind: 'answered', status: 500 } },
  });
});

test('G7, G8: without a configured fallback the error of the primary is thrown', async () => {
  const { post, live, twin } = await prepare([{ status: 502 }]);
  await expect(post()).rejects.toMatchObject({ outcome: { status: 502 } });
  expect([live.requests.length, twin.requests.length]).toEqual([4, 0]);
});

test('G6, G8: in maintenance a post is not failed over', async () => {
  const { post, twin } = await prepare('closed', {
    fallback: { status: 200 },
    maintenance: true,
  });
  await expect(post()).rejects.toMatchObject({ outcome: { kind: 'notDelivered' } });
  expect(twin.requests).toHaveLength(0);
});
