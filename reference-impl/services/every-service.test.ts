import { readdirSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProgram } from '../serving/start-program.ts';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.replace('.ts', ''));

/** Every address that any of them must know; nobody listens there, which harms no start. */
const nowhere = 'http://127.0.0.1:1';
const endpoints = {
  ...{ PRIME_ENDPOINT: nowhere, MCP_ENDPOINT: `${nowhere}/jsonrpc` },
  ...{ LIVE_ENDPOINT: nowhere, CANDIDATE_ENDPOINT: nowhere, CORE_ENDPOINT: nowhere },
  ...{ MODEL_LOAD_MS: '1', ABILITY_CHECK_TIMEOUT_MS: '20000' },
};

test.each(names)('B5: %s answers /live, /ready and /metrics, and stops in order', async (name) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'service-'));
  const own = (part: string) => join(folder.path, part);
  const folders = { DATA_DIR: own('data'), STATE_DIR: own('state'), SHARED_DIR: own('shared') };
  await using program = await startProgram(name, { ...endpoints, ...folders });
  const get = (path: string) => fetch(program.url + path);
  await expect.poll(async () => (await get('/ready')).status, { timeout: 20_000 }).toBe(200);
  const live = await get('/live');
  expect([live.status, await live.json()]).toMatchObject([200, { live: true }]);
  const metrics = await get('/metrics');
  expect(metrics.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const text = await metrics.text();
  expect(text).toMatch(/^http_requests_total\{.*route="\/live".*\} 1$/m);
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    expect(line).toMatch(/^[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? [-+.e\d]+$/);
  }
  const unknown = await get('/no/such/route');
  expect([unknown.status, await unknown.json()]).toMatchObject([
    404,
    { error: { code: expect.any(String), message: 'there is no GET /no/such/route here' } },
  ]);
  program.signal('SIGTERM');
  expect(await program.exit()).toBe(0);
});
