import { Agent } from 'node:http';
import { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type AttemptRequest, attempt } from './attempt.ts';
import { type Misbehaviour, startMisbehavingServer } from './misbehaving-server.ts';

async function prepare(behaviour: Misbehaviour, agentOptions = {}) {
  const server = await startMisbehavingServer(behaviour);
  const agent = new Agent({ keepAlive: true, ...agentOptions });
  onTestFinished(async () => {
    agent.destroy();
    await server[Symbol.asyncDispose]();
  });
  const request: AttemptRequest = {
    url: server.url,
    method: 'POST',
    headers: {},
    body: '{}',
    limits: { connectMs: 10_000, readMs: 10_000 },
    agent,
  };
  return { server, agent, request };
}

test('G3: waiting for a connection out of a full pool has its limit', async () => {
  const { request } = await prepare('hang', { maxSockets: 1 });
  const aborter = new AbortController();
  const first = attempt({ ...request, signal: aborter.signal });
  const second = attempt({ ...request, limits: { ...request.limits, poolMs: 40 } });
  expect(await second).toEqual({ kind: 'timedOut', phase: 'pool', limitMs: 40 });
  aborter.abort();
  expect(await first).toMatchObject({ kind: 'aborted' });
});

test('G3: a connection that is never made has its limit', async () => {
  const { request, agent } = await prepare('hang');
  agent.createConnection = () => {
    return Object.defineProperty(new Socket(), 'connecting', { value: true });
  };
  const limits = { connectMs: 40, readMs: 2000 };
  const outcome = await attempt({ ...request, limits });
  expect(outcome).toEqual({ kind: 'timedOut', phase: 'connect', limitMs: 40 });
});

test('G3: a request that is not taken has its limit', async () => {
  const { request } = await prepare('neverReads');
  const body = 'x'.repeat(32 * 1024 * 1024);
  const outcome = await attempt({ ...request, body, limits: { ...request.limits, writeMs: 60 } });
  expect(outcome).toEqual({ kind: 'timedOut', phase: 'write', limitMs: 60 });
});

test('G3: the attempt as a whole can have a limit', async () => {
  const { request } = await prepare('hangInBody');
  const outcome = await attempt({ ...request, limits: { ...request.limits, totalMs: 60 } });
  expect(outcome).toEqual({ kind: 'timedOut', phase: 'total', limitMs: 60 });
});

test('an answer without a body and an answer in plain text are answers', async () => {
  const { request } = await prepare({ status: 200, body: '' });
  expect(await attempt(request)).toEqual({ kind: 'answered', status: 200, body: undefined });
});

test('an attempt that was given up before it began touches nobody', async () => {
  const { request, server } = await prepare('hang');
  const outcome = await attempt({ ...request, signal: AbortSignal.abort('over') });
  expect(outcome).toEqual({ kind: 'aborted', message: 'over' });
  expect(server.requests).toHaveLength(0);
});
