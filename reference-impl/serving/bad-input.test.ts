import type { InjectOptions } from 'fastify';
import { expect, test } from 'vitest';
import { createServer } from './create-server.ts';
import { createWorkGate } from './work-gate.ts';

function open() {
  const server = createServer(createWorkGate());
  server.post('/echo', async (request) => ({ got: request.body }));
  server.get('/broken', () => Promise.reject(new Error('no such luck')));
  return server;
}

const json = { 'content-type': 'application/json' };
const post = (payload: string, headers: Record<string, string> = json) =>
  ({ method: 'POST', url: '/echo', payload, headers }) as const;

const cases: readonly (readonly [string, InjectOptions, number, string])[] = [
  ['a body that is no JSON', post('{"text":'), 400, 'BAD_REQUEST'],
  ['an empty body', post(''), 400, 'BAD_REQUEST'],
  ['a body that would change prototypes', post('{"__proto__":{"x":1}}'), 400, 'BAD_REQUEST'],
  ['a body over the limit', post(`"${'x'.repeat(1_100_000)}"`), 413, 'BODY_TOO_LARGE'],
  ['a body of another kind', post('<a/>', { 'content-type': 'text/xml' }), 415, 'BODY_NOT_JSON'],
  ['an unknown route', { method: 'GET', url: '/nothing?x=1' }, 404, 'NO_ROUTE'],
  ['an unknown method', { method: 'DELETE', url: '/echo' }, 404, 'NO_ROUTE'],
  ['an address that is no text', { method: 'GET', url: '/%ff' }, 400, 'BAD_REQUEST'],
  ['a fault of our own', { method: 'GET', url: '/broken' }, 500, 'INTERNAL'],
];
test.each(cases)('%s is refused in the one shape of an error', async (...about) => {
  const [, request, status, code] = about;
  const answer = await open().inject(request);
  expect([answer.statusCode, answer.json()]).toEqual([
    status,
    { error: { code, message: expect.any(String) } },
  ]);
  expect(answer.json().error.message.length).toBeGreaterThan(8);
});

test('B5: requests are counted by route, whatever callers ask for', async () => {
  const server = open();
  for (const path of ['/nothing/1', '/nothing/2']) await server.inject(path);
  await server.inject(post('{"a":1}'));
  await server.inject(post('{"a":2}'));
  const { body, headers } = await server.inject('/metrics');
  expect(headers['content-type']).toContain('text/plain');
  expect(body).toContain('http_requests_total{method="GET",route="none",status="404"} 2');
  expect(body).toContain('http_requests_total{method="POST",route="/echo",status="200"} 2');
  expect(body).toContain('http_request_duration_seconds_count{method="POST",route="/echo"} 2');
  expect(body).not.toContain('/nothing');
});

test('B5: /metrics still answers while the program shuts down', async () => {
  const gate = createWorkGate();
  const server = createServer(gate);
  gate.shut();
  expect((await server.inject('/metrics')).statusCode).toBe(200);
});
