import { expect, test } from 'vitest';
import { createServer } from './create-server.ts';
import { addHealthRoutes } from './health-routes.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createWorkGate } from './work-gate.ts';

test('B5: /live fails when the loop hangs, and only then; /ready says of storage', async () => {
  const clock = { nowMs: 50 };
  const pulse = createHeartbeat({ loop: 'the loop', limitMs: 100, now: () => clock.nowMs });
  const gate = createWorkGate();
  const server = createServer(gate);
  const storage = { able: false, reasons: ['no disk'] };
  addHealthRoutes(server, gate, async () => storage, pulse.lack);
  const live = async () => {
    const answer = await server.inject('/live');
    return [answer.statusCode, answer.json().reasons];
  };
  clock.nowMs = 150;
  expect(await live()).toEqual([200, undefined]);
  expect((await server.inject('/ready')).statusCode).toBe(503);
  clock.nowMs = 151;
  const reason = 'the loop hangs: no turn for 101 ms, 100 are allowed';
  expect(await live()).toEqual([503, [reason]]);
  pulse.beat();
  expect(await live()).toEqual([200, undefined]);
  storage.able = true;
  expect((await server.inject('/ready')).statusCode).toBe(200);
});
