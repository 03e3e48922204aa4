import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Folders, openCore } from './open-core.ts';

const packet = { key: 'k1', text: 'ping', source: 'chat' };

test('H3: while the model loads, core is not ready and says so to work', async () => {
  await using core = await openCore({ MODEL_LOAD_MS: '600000' });
  expect((await core.get('/live')).status).toBe(200);
  expect(await core.get('/health')).toMatchObject({
    status: 503,
    body: { able: false, reasons: ['the model is still loading'] },
  });
  expect(await core.post('/process_packet', packet)).toMatchObject({
    status: 503,
    body: { error: { code: 'NOT_READY' } },
  });
});

test.each<[string, (at: Folders) => unknown]>([
  ['missing', ({ state }) => rm(join(state, 'model.json'))],
  ['corrupt', ({ state }) => writeFile(join(state, 'model.json'), '{"na')],
])('H3: with a model file that is %s, core is not ready and drops work', async (...row) => {
  await using core = await openCore({}, row[1]);
  expect((await core.get('/health')).status).toBe(503);
  const failure = await core.post('/process_packet', packet).catch((error: Error) => error.cause);
  expect(failure).toMatchObject({ code: 'UND_ERR_SOCKET', message: 'other side closed' });
});

const breakages: [string, (at: Folders) => unknown, string][] = [
  [
    'a shared folder is gone',
    (at) => rm(join(at.shared, 'council'), { recursive: true }),
    'council',
  ],
  ['the session state is gone', (at) => rm(join(at.state, 'sessions.json')), 'sessions.json'],
  ['the session state is cut', (at) => writeFile(join(at.state, 'sessions.json'), '{'), 'damaged'],
];

test.each(breakages)('H3: when %s, a running core says so at once', async (_name, act, reason) => {
  await using core = await openCore();
  expect((await core.get('/ready')).status).toBe(200);
  await act(core);
  const health = await core.get('/health');
  expect([health.status, String(health.body.reasons)]).toEqual([
    503,
    expect.stringContaining(reason),
  ]);
  expect(await core.post('/process_packet', packet)).toMatchObject({
    status: 503,
    body: { error: { code: 'NOT_READY', message: expect.stringContaining(reason) } },
  });
});

test.each([
  ['PRIME_ENDPOINT', ':8000'],
  ['MCP_ENDPOINT', ':8765/jsonrpc'],
])('H3: when the name in %s no longer resolves, core is not ready', async (variable, rest) => {
  // A label of 70 characters is no name at all, so that no resolver has to be asked.
  const name = 'x'.repeat(70);
  await using core = await openCore({ [variable]: `http://${name}${rest}` });
  const { status, body } = await core.get('/health');
  const reason = `${variable}: the name ${name} does not resolve`;
  expect([status, body.reasons]).toEqual([503, [expect.stringContaining(reason)]]);
});

test.each(breakages)(
  'H3: a shallow core claims to be ready, and drops work when %s',
  async (...row) => {
    await using core = await openCore({ READINESS: 'shallow' });
    await row[1](core);
    expect(await core.get('/health')).toMatchObject({ status: 200, body: { able: true } });
    const failure = await core.post('/process_packet', packet).catch((error: Error) => error.cause);
    expect(failure).toMatchObject({ code: 'UND_ERR_SOCKET', message: 'other side closed' });
  },
);
