import { expect, test } from 'vitest';
import { closedAddress, type Misbehaviour } from './misbehaving-server.ts';
import { createClient, failureOf, start } from './prepare-client.ts';

const ok: Misbehaviour = { status: 200 };

const rows: readonly {
  behaviour: Misbehaviour;
  kind: string;
  withKey: 'retried' | 'final';
  withoutKey: 'retried' | 'final';
}[] = [
  { behaviour: 'closeOnRequest', kind: 'noAnswer', withKey: 'retried', withoutKey: 'final' },
  { behaviour: 'resetOnRequest', kind: 'noAnswer', withKey: 'retried', withoutKey: 'final' },
  { behaviour: 'shortBody', kind: 'brokenAnswer', withKey: 'retried', withoutKey: 'final' },
  { behaviour: 'brokenChunk', kind: 'brokenAnswer', withKey: 'retried', withoutKey: 'final' },
  { behaviour: 'cutChunks', kind: 'brokenAnswer', withKey: 'retried', withoutKey: 'final' },
  { behaviour: 'badJson', kind: 'brokenAnswer', withKey: 'retried', withoutKey: 'final' },
  { behaviour: 'garbage', kind: 'brokenAnswer', withKey: 'retried', withoutKey: 'final' },
  { behaviour: 'resetInBody', kind: 'resetInAnswer', withKey: 'final', withoutKey: 'final' },
  { behaviour: { status: 502 }, kind: 'answered', withKey: 'retried', withoutKey: 'retried' },
  { behaviour: { status: 503 }, kind: 'answered', withKey: 'retried', withoutKey: 'retried' },
  { behaviour: { status: 504 }, kind: 'answered', withKey: 'retried', withoutKey: 'retried' },
  { behaviour: { status: 500 }, kind: 'answered', withKey: 'final', withoutKey: 'final' },
  { behaviour: { status: 404 }, kind: 'answered', withKey: 'final', withoutKey: 'final' },
  { behaviour: { status: 429 }, kind: 'answered', withKey: 'final', withoutKey: 'final' },
];

for (const row of rows) {
  const name = typeof row.behaviour === 'string' ? row.behaviour : `status ${row.behaviour.status}`;
  for (const key of ['k1', undefined]) {
    const expected = key ? row.withKey : row.withoutKey;
    test(`G1: ${name} ${key ? 'with' : 'without'} a key is ${expected}`, async () => {
      const primary = await start(row.behaviour);
      const fallback = await start(ok);
      const { post } = createClient({ baseUrl: primary.url, fallbackBaseUrl: fallback.url });
      const retried = expected === 'retried';
      if (retried) {
        expect(await post(key)).toMatchObject({ servedBy: 'fallback', attempts: 5 });
      } else {
        expect((await failureOf(post(key))).outcome.kind).toBe(row.kind);
      }
      expect(primary.requests).toHaveLength(retried ? 4 : 1);
      expect(fallback.requests).toHaveLength(retried ? 1 : 0);
    });
  }
}

test('G1: a refused connection is retried and then failed over, also without a key', async () => {
  const fallback = await start(ok);
  const { post, log } = createClient({
    baseUrl: await closedAddress(),
    fallbackBaseUrl: fallback.url,
  });
  expect(await post()).toMatchObject({ servedBy: 'fallback', attempts: 5 });
  expect(log.events('retry').map((fields) => fields.attempt)).toEqual([1, 2, 3]);
});

test('G1: a request that was cut before it had left whole is retried without a key', async () => {
  const primary = await start('resetBeforeWholeRequest');
  const { client } = createClient({ baseUrl: primary.url });
  const body = { text: 'x'.repeat(32 * 1024 * 1024) };
  const error = await failureOf(client.call({ path: '/', body }));
  expect(error).toMatchObject({ attempts: 4, outcome: { kind: 'notDelivered' } });
});
