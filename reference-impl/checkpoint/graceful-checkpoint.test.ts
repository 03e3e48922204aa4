import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { gracefulCheckpoint } from './graceful-checkpoint.ts';

async function openCore(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  const end = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}`, end, [Symbol.asyncDispose]: end };
}

test('G23: both parts written is a success', async () => {
  const answer = { cognitive: { ok: true }, journal: { ok: true } };
  await using core = await openCore((request, response) => {
    response.end(JSON.stringify(request.url === '/cognition/checkpoint' ? answer : {}));
  });
  expect(await gracefulCheckpoint(core.url, 5000)).toEqual({
    ok: true,
    message: 'cognitive written; journal written',
  });
});

const no = { ok: false, reason: 'disk full' };
const yes = { ok: true };

test.each([
  [{ cognitive: no, journal: yes }, 'cognitive not written: disk full; journal written'],
  [{ cognitive: yes, journal: no }, 'cognitive written; journal not written: disk full'],
])('G23: a part that was not written is named with its reason: %j', async (answer, message) => {
  await using core = await openCore((_request, response) => {
    response.end(JSON.stringify(answer));
  });
  expect(await gracefulCheckpoint(core.url, 5000)).toEqual({ ok: false, message });
});

test('G23: a core that is already down is said to be, and nothing is thrown', async () => {
  const core = await openCore(() => undefined);
  await core.end();
  const result = await gracefulCheckpoint(core.url, 5000);
  expect(result.ok).toBe(false);
  expect(result.message).toContain('core cannot be reached');
  expect(result.message).toContain('ECONNREFUSED');
});

test('G23: a core that hangs is given up at the time limit', async () => {
  await using core = await openCore(() => undefined);
  expect(await gracefulCheckpoint(core.url, 30)).toEqual({
    ok: false,
    message: 'core did not answer within 30 ms: no checkpoint',
  });
});

test.each([
  ['no JSON', 200, 'oops', 'cannot be reached'],
  ['503', 503, '{}', 'core answered 503'],
])('G23: an answer of %s is a failure with its reason', async (_name, status, text, reason) => {
  await using core = await openCore((_request, response) => {
    response.writeHead(status).end(text);
  });
  const result = await gracefulCheckpoint(core.url, 5000);
  expect(result).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
});
