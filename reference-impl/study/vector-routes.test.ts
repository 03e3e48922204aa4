import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProgram } from '../serving/start-program.ts';

const post = async (url: string, body: unknown) => {
  const answer = await fetch(`${url}/vectors`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
};

test('the study keeps vectors over a kill -9, and says what it cannot take', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'study-'));
  const env = { DATA_DIR: folder.path, SHARED_DIR: folder.path };
  const vector = { session: 'a b', key: 'k1', vector: [1, 0.5] };
  {
    await using first = await startProgram('study', env);
    expect(await post(first.url, vector)).toMatchObject({ status: 201, body: { added: true } });
    expect(await post(first.url, vector)).toMatchObject({ status: 200, body: { added: false } });
    expect((await post(first.url, { ...vector, vector: [2] })).status).toBe(409);
    for (const body of ['{', {}, { ...vector, vector: ['x'] }, { ...vector, session: '' }]) {
      expect((await post(first.url, body)).status).toBe(400);
    }
    expect((await post(first.url, 'x'.repeat(2_000_000))).status).toBe(413);
  }
  await using second = await startProgram('study', env);
  const kept = await fetch(`${second.url}/vectors/${encodeURIComponent('a b')}`);
  expect(await kept.json()).toMatchObject({ count: 1, vectors: [{ key: 'k1', vector: [1, 0.5] }] });
  expect((await fetch(`${second.url}/vectors/nobody`)).status).toBe(404);
  for (const path of ['/live', '/ready', '/health']) {
    expect((await fetch(second.url + path)).status).toBe(200);
  }
});
