import { expect, onTestFinished, test } from 'vitest';
import { closedAddress, startMisbehavingServer } from '../client/misbehaving-server.ts';
import { followHaStatus } from './follow-ha-status.ts';
import type { HaStatus } from './state-route.ts';

async function follow(endpoint: string) {
  const seen: (HaStatus | undefined)[] = [];
  const follower = followHaStatus({
    endpoint,
    pollMs: 25,
    observe: (status) => seen.push(status),
  });
  onTestFinished(() => follower.stop());
  return { seen, follower };
}

test('each poll tells the state and since when, or that there was no answer', async () => {
  const server = await startMisbehavingServer(
    { status: 200, body: '{"state":"failover_active","since":17}' },
    { status: 500 },
    { status: 200, body: '{"state":7}' },
    'hang',
    { status: 200, body: '{"state":"active","since":"x"}' },
  );
  onTestFinished(() => server[Symbol.asyncDispose]());
  const { seen } = await follow(server.url);
  await expect.poll(() => seen.length).toBeGreaterThanOrEqual(5);
  expect(seen.slice(0, 5)).toEqual([
    { state: 'failover_active', since: '17' },
    undefined,
    undefined,
    undefined,
    { state: 'active', since: 'x' },
  ]);
  expect(server.requests[0]?.line).toBe('GET /ha/status HTTP/1.1');
  expect(server.requests[0]?.headers['x-call-id']).toMatch(/./);
});

test('an orchestrator that is down is no answer, and a stopped follower is silent', async () => {
  const { seen, follower } = await follow(await closedAddress());
  await expect.poll(() => seen.length).toBeGreaterThanOrEqual(2);
  expect(new Set(seen)).toEqual(new Set([undefined]));
  follower.stop();
  const before = seen.length;
  await new Promise(setImmediate);
  expect(seen.length).toBe(before);
});
