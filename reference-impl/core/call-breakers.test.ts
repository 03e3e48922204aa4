import { expect, test } from 'vitest';
import { type Misbehaviour, startMisbehavingServer } from '../client/misbehaving-server.ts';
import { openCore } from './open-core.ts';

const nowhere = 'http://127.0.0.1:1';
const atOnce = { INFERENCE_MAX_RETRIES: '0', MAX_RETRIES: '0', STREAM: 'false' };
const answer: Misbehaviour = {
  status: 200,
  body: '{"model":"m","choices":[{"message":{"role":"assistant","content":"hello"}}]}',
};
const packet = (n: number) => ({ key: `k${n}`, text: 'ping', source: 'chat' });

type Core = Awaited<ReturnType<typeof openCore>>;

async function process(core: Core, numbers: readonly number[]): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const n of numbers) statuses.push((await core.post('/process_packet', packet(n))).status);
  return statuses;
}

test('F3, U3: a core tells how its breakers stand, each on its own, on /health', async () => {
  await using core = await openCore({ ...atOnce, PRIME_ENDPOINT: nowhere });
  const breakers = async () => (await core.get('/health')).body;
  expect(await breakers()).toMatchObject({ breakers: { prime: 'CLOSED', mcp: 'CLOSED' } });
  await process(core, [1, 2, 3]);
  expect(await breakers()).toMatchObject({ breakers: { prime: 'MONITORING (3/5)' } });
  await process(core, [4, 5]);
  expect(await breakers()).toMatchObject({ breakers: { prime: 'OPEN', mcp: 'CLOSED' } });
  expect(core.log.events('breaker')).toMatchObject([
    { name: 'prime', from: 'closed', to: 'open', status: 'OPEN' },
  ]);
});

const broken = Array.from({ length: 5 }, (): Misbehaviour => ({ status: 503 }));

test('F1, F3: a model whose breaker is open is skipped without a try', async () => {
  await using prime = await startMisbehavingServer(...broken, answer);
  await using groq = await startMisbehavingServer(answer);
  const pool = { PRIME_ENDPOINT: prime.url, GROQ_ENDPOINT: groq.url, GROQ_API_KEY: 'key' };
  await using core = await openCore({ ...atOnce, ...pool });
  expect(await process(core, [1, 2, 3, 4, 5, 6, 7])).toEqual(Array(7).fill(200));
  expect([prime.requests.length, groq.requests.length]).toEqual([5, 7]);
  const { body } = await core.get('/health');
  expect(body).toMatchObject({ service: { level: 'reduced', features: { answer: true } } });
});

test('F3: after the reset time one packet probes the model, which closes its breaker', async () => {
  await using prime = await startMisbehavingServer(...broken, answer);
  const env = { ...atOnce, CIRCUIT_BREAKER_RESET_MS: '0', PRIME_ENDPOINT: prime.url };
  await using core = await openCore(env);
  expect(await process(core, [1, 2, 3, 4, 5, 6])).toEqual([503, 503, 503, 503, 503, 200]);
  const periods = core.log.events('breaker').map(({ to }) => to);
  expect(periods).toEqual(['open', 'halfOpen', 'closed']);
});

test('G10: the only model is asked although its breaker is open', async () => {
  await using prime = await startMisbehavingServer(...broken, answer);
  await using core = await openCore({ ...atOnce, PRIME_ENDPOINT: prime.url });
  expect(await process(core, [1, 2, 3, 4, 5, 6])).toEqual([503, 503, 503, 503, 503, 200]);
  expect((await core.get('/health')).body).toMatchObject({ breakers: { prime: 'OPEN' } });
});

test('U5: the level of the service follows the breakers, and is no part of being ready', async () => {
  await using core = await openCore({ ...atOnce, MCP_ENDPOINT: `${nowhere}/jsonrpc` });
  const health = async () => (await core.get('/health')).body;
  expect(await health()).toMatchObject({ able: true, service: { level: 'full' } });
  expect(await process(core, [1, 2, 3, 4, 5])).toEqual([503, 503, 503, 503, 503]);
  expect(await health()).toMatchObject({
    able: true,
    breakers: { prime: 'CLOSED', mcp: 'OPEN' },
    service: { level: 'emergency', features: { answer: false, vectors: false } },
  });
  const blocked = await core.post('/process_packet', packet(6));
  expect(blocked).toMatchObject({ status: 503, body: { error: { code: 'NO_TOOLS' } } });
  expect(core.log.events('serviceLevel')).toMatchObject([
    { from: 'full', to: 'emergency', part: 'tools', reason: 'mcp is OPEN' },
  ]);
});

test('U8: switched off, no failure is counted and no call is blocked', async () => {
  const env = { ...atOnce, MCP_ENDPOINT: `${nowhere}/jsonrpc`, CIRCUIT_BREAKER_ENABLED: 'false' };
  await using core = await openCore(env);
  const codes: unknown[] = [];
  for (let n = 1; n <= 6; n += 1) {
    const { body } = await core.post('/process_packet', packet(n));
    codes.push(body.error?.message.includes('ECONNREFUSED'));
  }
  expect(codes).toEqual([true, true, true, true, true, true]);
  expect((await core.get('/health')).body).toMatchObject({ breakers: {} });
});
