import { spawnSync } from 'node:child_process';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startProgram } from '../serving/start-program.ts';

async function openFolder() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'programs-'));
  const env = {
    SHARED_DIR: join(folder.path, 'shared'),
    STATE_DIR: join(folder.path, 'state'),
    DATA_DIR: join(folder.path, 'data'),
    MODEL_LOAD_MS: '1',
    TOKEN_DELAY_MS: '1',
    ABILITY_CHECK_TIMEOUT_MS: '20000',
  };
  return { ...env, env, [Symbol.asyncDispose]: () => folder.remove() };
}

async function getJson(url: string) {
  const answer = await fetch(url).catch(() => undefined);
  return answer === undefined
    ? { status: 0 }
    : { status: answer.status, body: await answer.json() };
}

async function postPacket(url: string, key: string) {
  const answer = await fetch(`${url}/process_packet`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-idempotency-key': key },
    body: JSON.stringify({ key, text: 'ping', source: 'chat' }),
  });
  return { status: answer.status, body: await answer.json() };
}

test('the programs start from nothing but their environment, and stop in order', async () => {
  await using folder = await openFolder();
  const { env } = folder;
  await using prime = await startProgram('prime', env);
  await using mcp = await startProgram('mcp', env);
  const dependencies = { PRIME_ENDPOINT: prime.url, MCP_ENDPOINT: `${mcp.url}/jsonrpc` };
  await using core = await startProgram('core', { ...env, ...dependencies });
  await using orchestrator = await startProgram('orchestrator', {
    ...env,
    LIVE_ENDPOINT: core.url,
    CANDIDATE_ENDPOINT: 'http://127.0.0.1:1',
    POLL_INTERVAL_MS: '50',
  });
  for (const { url } of [prime, mcp, core, orchestrator]) {
    await expect
      .poll(() => getJson(`${url}/ready`), { timeout: 10_000 })
      .toMatchObject({
        status: 200,
      });
  }

  expect(await postPacket(core.url, 'k1')).toMatchObject({
    status: 200,
    body: { answer: 'pong', executedBy: 'core', replayed: false },
  });
  await expect
    .poll(() => getJson(`${orchestrator.url}/ha/status`), { timeout: 10_000 })
    .toMatchObject({ body: { state: 'degraded', live: { healthy: true } } });

  for (const program of [orchestrator, core, mcp, prime]) program.signal('SIGTERM');
  for (const program of [orchestrator, core, mcp, prime]) expect(await program.exit()).toBe(0);
  expect(core.events('checkpoint')).toMatchObject([{ ok: true }, { ok: true }]);
  expect(core.events('shutdown').at(-1)).toMatchObject({ phase: 'exiting', code: 0 });
  expect(await readFile(join(folder.STATE_DIR, 'prime.md'), 'utf8')).toContain('processed');
});

test('G22: core is gone by itself while its inference and its checkpoint hang', async () => {
  await using folder = await openFolder();
  const { env } = folder;
  await using prime = await startProgram('prime', { ...env, TOKEN_DELAY_MS: '600000' });
  await using core = await startProgram('core', {
    ...env,
    PRIME_ENDPOINT: prime.url,
    CHECKPOINT_SINK_ENDPOINT: prime.url,
    MCP_ENDPOINT: 'http://127.0.0.1:1/jsonrpc',
    CHECKPOINT_TIMEOUT_MS: '300',
    FORCED_EXIT_MS: '1500',
  });
  await expect
    .poll(() => getJson(`${core.url}/ready`), { timeout: 10_000 })
    .toMatchObject({
      status: 200,
    });
  const packet = postPacket(core.url, 'k1').catch(() => 'cut');
  await expect.poll(() => core.events('inference').length, { timeout: 10_000 }).toBe(1);
  core.signal('SIGTERM');
  core.signal('SIGTERM');
  expect(await core.exit()).toBe(1);
  expect(await packet).toBe('cut');
  expect(core.events('checkpoint')).toContainEqual(
    expect.objectContaining({ part: 'cognitive', ok: false, reason: 'not written within 300 ms' }),
  );
  expect(core.events('shutdown').at(-1)).toMatchObject({ phase: 'forced', code: 1 });
});

test('G24: after kill -9 of the orchestrator its open handoffs are failed', async () => {
  await using folder = await openFolder();
  const closed = 'http://127.0.0.1:1';
  const env = { ...folder.env, LIVE_ENDPOINT: closed, CANDIDATE_ENDPOINT: closed };
  const first = await startProgram('orchestrator', env);
  const begun = await fetch(`${first.url}/handoffs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'h1', from: 'planner', to: 'coder' }),
  });
  expect(begun.status).toBe(201);
  await first[Symbol.asyncDispose]();
  await using second = await startProgram('orchestrator', env);
  const { body } = await getJson(`${second.url}/handoffs`);
  expect(body).toMatchObject([{ id: 'h1', state: 'failed', reason: expect.any(String) }]);
  expect(second.events('handoff')).toMatchObject([{ id: 'h1', state: 'failed' }]);
});

test.each([
  ['core', 'PRIME_ENDPOINT is not set; allowed: an http://'],
  ['orchestrator', 'LIVE_ENDPOINT is not set'],
  ['prime', 'TOKENS is "none"; allowed: a whole number from 1'],
])('%s names what is wrong in its environment and exits with 1', (name, message) => {
  const path = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const env = { PATH: process.env.PATH, TOKENS: 'none' };
  const run = spawnSync(process.execPath, [path], { env, encoding: 'utf8' });
  expect(run.status).toBe(1);
  expect(run.stderr).toContain(message);
});
