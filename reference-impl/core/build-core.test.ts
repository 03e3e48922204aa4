import { access, mkdtempDisposable, readFile, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCognitive } from '../checkpoint/read-cognitive.ts';
import { startMisbehavingServer } from '../client/misbehaving-server.ts';
import { startProgram } from '../serving/start-program.ts';
import { hashState } from '../sync/hash-state.ts';
import { openCore } from './open-core.ts';

const packet = { key: 'k1', text: 'ping', source: 'chat' };

test('a packet goes through prime and the tools, and its effect lies on the volume', async () => {
  await using core = await openCore();
  expect((await core.get('/ready')).status).toBe(200);
  expect(await core.post('/process_packet', packet)).toMatchObject({
    status: 200,
    body: { key: 'k1', answer: 'pong', executedBy: 'core', replayed: false },
  });
  const effect = JSON.parse(await readFile(join(core.shared, 'effects', 'k1.json'), 'utf8'));
  expect(effect).toMatchObject({ key: 'k1', text: 'ping', answer: 'pong', executedBy: 'core' });
  expect((await core.get('/health')).body).toMatchObject({
    able: true,
    dependencies: { prime: { state: 'ok' }, mcp: { state: 'ok' } },
  });
});

test.each([
  [{}, {}],
  [{ ...packet, key: '' }, {}],
  [{ ...packet, source: 'mail' }, {}],
  [packet, { 'x-idempotency-key': 'another' }],
])('a packet that is none, %j with %j, is refused with 400', async (body, headers) => {
  await using core = await openCore();
  const answer = await core.post('/process_packet', body, headers);
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BAD_PACKET' } } });
});

test('a shared dependency that is down is reported, and is no part of being ready', async () => {
  await using core = await openCore({ PRIME_ENDPOINT: 'http://127.0.0.1:1' });
  expect(await core.post('/process_packet', packet)).toMatchObject({
    status: 503,
    body: { error: { code: 'NO_MODEL', message: expect.stringContaining('ECONNREFUSED') } },
  });
  expect(core.log.events('retry')).toHaveLength(3);
  expect(await core.get('/ready')).toMatchObject({
    status: 200,
    body: { able: true, dependencies: { prime: { state: 'failing' } } },
  });
});

test('G21: the checkpoint endpoint writes both parts and says so', async () => {
  await using core = await openCore();
  await core.post('/process_packet', packet);
  expect(await core.post('/cognition/checkpoint')).toMatchObject({
    status: 200,
    body: { cognitive: { ok: true }, journal: { ok: true } },
  });
  expect(await readCognitive(core.state)).toContain('packets processed in this life: 1');
  await access(join(core.state, 'Lite.md'));
});

test('G21: asked again, the endpoint keeps the previous checkpoint beside the new one', async () => {
  await using core = await openCore();
  await core.post('/cognition/checkpoint');
  const first = await readFile(join(core.state, 'prime.md'), 'utf8');
  await core.post('/cognition/checkpoint');
  expect(await readFile(join(core.state, 'prime_previous.md'), 'utf8')).toBe(first);
});

test('G22: the endpoint says honestly what could not be written, and why', async () => {
  await using core = await openCore({
    CHECKPOINT_TIMEOUT_MS: '40',
    CHECKPOINT_DELAY_MS: '600000',
  });
  expect((await core.post('/cognition/checkpoint')).body).toMatchObject({
    cognitive: { ok: false, reason: 'not written within 40 ms' },
  });
});

test('G21: with a sink set, the checkpoint carries the summary that prime gave', async () => {
  await using core = await openCore((prime) => ({ CHECKPOINT_SINK_ENDPOINT: prime }));
  expect((await core.post('/cognition/checkpoint')).body).toMatchObject({
    cognitive: { ok: true },
  });
  expect(await readCognitive(core.state)).toContain('## Summary');
});

test('G21: a core that shuts down refuses new work at once and stays alive', async () => {
  await using core = await openCore();
  const leave = core.core.gate.enter();
  core.core.gate.shut();
  expect(await core.post('/process_packet', packet)).toMatchObject({
    status: 503,
    connection: 'close',
    body: { error: { code: 'SHUTTING_DOWN' } },
  });
  expect((await core.get('/ready')).status).toBe(503);
  expect((await core.get('/live')).status).toBe(200);
  leave();
  await core.core.gate.drained();
});

test('G18: a standby that serves and checkpoints writes no session, vector or memory', async () => {
  const study = await startMisbehavingServer({ status: 201, body: '{}' });
  const env = { ROLE: 'standby', STUDY_ENDPOINT: study.url, SESSION_FLUSH_MS: '1' };
  await using core = await openCore(env);
  const before = await hashState(core.state);
  expect((await core.post('/process_packet', packet)).status).toBe(200);
  expect((await core.post('/cognition/checkpoint')).body).toMatchObject({ journal: { ok: false } });
  await core.core.stop?.();
  expect(await hashState(core.state)).toBe(before);
  expect([core.log.events('stateWritten'), study.requests]).toEqual([[], []]);
  await study[Symbol.asyncDispose]();
});

test('G19: live writes what it has worked on, and tells the study beside the answer', async () => {
  const study = await startMisbehavingServer('hang');
  await using core = await openCore({ STUDY_ENDPOINT: study.url, SESSION_FLUSH_MS: '1' });
  expect((await core.post('/process_packet', packet)).status).toBe(200);
  expect((await core.post('/process_packet', packet)).body).toMatchObject({ replayed: true });
  await expect.poll(() => core.log.events('stateWritten').length).toBe(1);
  await expect.poll(() => study.requests.length).toBe(1);
  expect(study.requests[0]?.body).toContain('"session":"chat"');
  expect((await core.get('/ready')).status).toBe(200);
  await core.core.stop?.();
  await study[Symbol.asyncDispose]();
});

test('G10: with prime gone the answer comes from the next in the pool, and says so', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'pool-'));
  const env = { SHARED_DIR: folder.path, ANSWER_DELAY_MS: '0' };
  await using providers = await startProgram('providers', env);
  await using core = await openCore({
    PRIME_ENDPOINT: 'http://127.0.0.1:1',
    ...{ GROQ_ENDPOINT: `${providers.url}/groq`, GROQ_API_KEY: 'wrong' },
    ...{ GEMINI_ENDPOINT: `${providers.url}/gemini`, GEMINI_API_KEY: 'gemini-key' },
  });
  expect(await core.post('/process_packet', packet)).toMatchObject({
    status: 200,
    body: { answer: 'pong', model: 'gemini/gemini-2.0-flash' },
  });
  const { body } = await core.get('/health');
  expect(body).toMatchObject({
    able: true,
    dependencies: {
      prime: { state: 'failing', reason: expect.stringContaining('ECONNREFUSED') },
      groq: { state: 'failing', reason: expect.stringContaining('401') },
      gemini: { state: 'ok' },
    },
  });
});

test('G6, H1: in maintenance a core leaves the second tool server alone', async () => {
  const answer = '{"jsonrpc":"2.0","id":1,"result":{}}';
  await using candidate = await startMisbehavingServer({ status: 200, body: answer });
  await using core = await openCore({
    ...{ MCP_ENDPOINT: 'http://127.0.0.1:1/jsonrpc', MAX_RETRIES: '0' },
    MCP_FALLBACK_ENDPOINT: `${candidate.url}/jsonrpc`,
  });
  const flag = join(core.shared, 'ha_maintenance');
  await writeFile(flag, '');
  const refused = await core.post('/process_packet', packet);
  expect(refused).toMatchObject({ status: 503, body: { error: { code: 'NO_TOOLS' } } });
  expect(candidate.requests).toHaveLength(0);
  await unlink(flag);
  expect((await core.post('/process_packet', packet)).status).toBe(200);
  expect(candidate.requests).toHaveLength(1);
});

test('G29: a prime that hangs ends the packet at the read limit, and nobody repeats it', async () => {
  await using prime = await startMisbehavingServer('hang');
  await using core = await openCore({
    PRIME_ENDPOINT: prime.url,
    INFERENCE_READ_TIMEOUT_MS: '50',
  });
  expect(await core.post('/process_packet', packet)).toMatchObject({
    status: 500,
    body: { error: { code: 'INFERENCE_TIMEOUT' } },
  });
  expect(prime.requests).toHaveLength(1);
});
