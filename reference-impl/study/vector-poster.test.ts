import { expect, onTestFinished, test } from 'vitest';
import {
  type MisbehavingServer,
  type Misbehaviour,
  startMisbehavingServer,
} from '../client/misbehaving-server.ts';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createVectorPoster, type VectorPosterOptions } from './vector-poster.ts';

const added = { status: 201, body: '{}' };
const noted = (key: string) => ({ session: 'chat', key, vector: [1] });
const keysOf = (server: MisbehavingServer) =>
  server.requests.map(({ headers }) => headers['x-idempotency-key']);

async function openPoster(more: Partial<VectorPosterOptions>, ...behaviours: Misbehaviour[]) {
  const server = await startMisbehavingServer(...behaviours);
  const log = createMemoryLog();
  const poster = createVectorPoster({
    ...{ baseUrl: server.url, connectMs: 5000, readMs: 5000, baseDelayMs: 1, maxDelayMs: 4 },
    ...{ waitingMost: 10, log, ...more },
  });
  onTestFinished(async () => {
    await poster.close();
    await server[Symbol.asyncDispose]();
  });
  return { server, poster, log };
}

test('vectors reach the study in order, also those that it failed at first', async () => {
  const { server, poster } = await openPoster({}, 'closeOnRequest', { status: 503 }, added);
  for (const key of ['k1', 'k2', 'k3']) poster.post(noted(key));
  await expect.poll(() => poster.waiting()).toBe(0);
  expect(keysOf(server)).toEqual(['k1', 'k1', 'k1', 'k2', 'k3']);
});

test('what the study refuses is not sent again, and holds up no other', async () => {
  const { server, poster } = await openPoster({}, { status: 409 }, added);
  poster.post(noted('k1'));
  poster.post(noted('k2'));
  await expect.poll(() => poster.waiting()).toBe(0);
  expect(keysOf(server)).toEqual(['k1', 'k2']);
});

test('while the study hangs no more than the bound waits, and the loss is told', async () => {
  const { server, poster, log } = await openPoster({ waitingMost: 3 }, 'hang');
  for (let nth = 0; nth < 5; nth += 1) poster.post(noted(`k${nth}`));
  await expect.poll(() => server.requests.length).toBe(1);
  expect([poster.waiting(), log.events('vectorsLost').length]).toEqual([3, 2]);
  await poster.close();
  expect(log.events('vectorsLost').at(-1)).toMatchObject({ count: 3 });
});
