import { expect, onTestFinished, test } from 'vitest';
import {
  closedAddress,
  type Misbehaviour,
  startMisbehavingServer,
} from '../client/misbehaving-server.ts';
import { followHaStatus } from './follow-ha-status.ts';
import type { HaStatus } from './state-route.ts';

const patient = { timeout: 20_000 };

async function follow(endpoint: string, limitMs = 10_000) {
  const seen: (HaStatus | undefined)[] = [];
  const follower = followHaStatus({
    endpoint,
    pollMs: 5,
    limitMs,
    observe: (status) => seen.push(status),
  });
  onTestFinished(() => follower.stop());
  return { seen, follower };
}

async function start(...behaviours: Misbehaviour[]) {
  const server = await startMisbehavingServer(...behaviours);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

test('each poll tells the state and since when, or that there was no answer', async () => {
  const server = await start(
    { status: 200, body: '{"state":"failover_active","since":17}' },
    { status: 500 },
    { status: 200, body: '{"state":7}' },
    { status: 200, body: '{"state":"active","since":"x"}' },
  );
  const { seen } = await follow(server.url);
  await expect.poll(() => seen.length, patient).toBeGreaterThanOrEqual(4);
  expect(seen.slice(0, 4)).toEqual([
    { state: 'failover_active', since: '17' },
    undefined,
    undefined,
    { state: 'active', since: 'x' },
  ]);
  expect(server.requests[0]?.line).toBe('GET /ha/status HTTP/1.1');
  expect(server.requests[0]?.headers['x-call-id']).toMatch(/./);
});

test('an orchestrator that hangs is no answer, and is asked again', async () => {
  const { seen } = await follow((await start('hang')).url, 20);
  await expect.poll(() => seen.length, patient).toBeGreaterThanOrEqual(2);
  expect(seen[0]).toBeUndefined();
});

test('an orchestrator that is down is no answer, and a stopped follower asks no more', async () => {
  const { seen, follower } = await follow(await closedAddress());
  await expect.poll(() => seen.length, patient).toBeGreaterThanOrEqual(2);
  expect(new Set(seen)).toEqual(new Set([undefined]));
  follower.stop();
  const before = seen.length;
  await new Promise(setImmediate);
  expect(seen.length).toBe(before);
});
