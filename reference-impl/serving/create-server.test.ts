import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createServer } from './create-server.ts';
import { addHealthRoutes } from './health-routes.ts';
import { createWorkGate } from './work-gate.ts';

async function openServer() {
  const gate = createWorkGate();
  const server = createServer(gate);
  const { promise, resolve } = Promise.withResolvers<string>();
  let begun = 0;
  addHealthRoutes(server, gate, async () => ({ able: true, reasons: [] }));
  server.get('/slow', () => {
    begun += 1;
    return promise;
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return { gate, url, begun: () => begun, finish: resolve, end: () => server.close() };
}

test('G21: a request that began before the gate was shut is waited for and answered', async () => {
  const { gate, url, begun, finish, end } = await openServer();
  const slow = fetch(`${url}/slow`);
  await expect.poll(begun).toBe(1);
  gate.shut();
  let isDrained = false;
  const drained = gate.drained().then(() => {
    isDrained = true;
  });
  await turn();
  expect(isDrained).toBe(false);
  finish('done');
  const answer = await slow;
  expect([answer.status, await answer.text()]).toEqual([200, 'done']);
  expect(answer.headers.get('connection')).toBe('close');
  await drained;
  await end();
});

test('G21: behind a shut gate only health goes on, and it says not ready', async () => {
  const { gate, url, begun, end } = await openServer();
  expect((await fetch(`${url}/ready`)).status).toBe(200);
  gate.shut();
  const refused = await fetch(`${url}/slow`);
  expect([refused.status, refused.headers.get('connection')]).toEqual([503, 'close']);
  expect(begun()).toBe(0);
  expect((await fetch(`${url}/live`)).status).toBe(200);
  const health = await fetch(`${url}/health`);
  expect(health.status).toBe(503);
  expect(await health.json()).toEqual({ able: false, reasons: ['shutting down'] });
  await gate.drained();
  await end();
});
