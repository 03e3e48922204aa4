import { expect, onTestFinished, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { readSettings } from '../settings/read-settings.ts';
import { closedAddress, type Misbehaviour, startMisbehavingServer } from './misbehaving-server.ts';
import { createToolClient, toolClientShape } from './tool-client.ts';

const result: Misbehaviour = { status: 200, body: '{"jsonrpc":"2.0","id":1,"result":{"n":7}}' };

async function prepare(primary: Misbehaviour | 'closed', env: Record<string, string> = {}) {
  const live = await startMisbehavingServer(primary === 'closed' ? 'hang' : primary);
  const twin = await startMisbehavingServer(result);
  const settings = readSettings(
    {
      MCP_ENDPOINT: `${primary === 'closed' ? await closedAddress() : live.url}/jsonrpc`,
      MCP_FALLBACK_ENDPOINT: `${twin.url}/jsonrpc`,
      RETRY_BASE_DELAY_MS: '1',
      MCP_READ_TIMEOUT_MS: '1000',
      ...env,
    },
    toolClientShape,
  );
  const around = { log: createMemoryLog(), maintenance: async () => false };
  const client = createToolClient(settings, around);
  onTestFinished(async () => {
    client.close();
    await live[Symbol.asyncDispose]();
    await twin[Symbol.asyncDispose]();
  });
  const call = () => client.callTool({ name: 'remember', args: { a: 1 }, key: 'k' });
  return { call, live, twin };
}

test('a tool call is JSON-RPC that carries the key', async () => {
  const { call, live } = await prepare(result);
  expect(await call()).toEqual({ n: 7 });
  expect(live.requests[0]?.line).toBe('POST /jsonrpc HTTP/1.1');
  expect(live.requests[0]?.headers['x-idempotency-key']).toBe('k');
  expect(JSON.parse(live.requests[0]?.body ?? '')).toMatchObject({
    jsonrpc: '2.0',
    method: 'tools/call',
    params: { name: 'remember', arguments: { a: 1 }, key: 'k' },
  });
});

test('H1: a tool server that refuses is replaced by the fallback within the same call', async () => {
  const { call, twin } = await prepare('closed');
  expect(await call()).toEqual({ n: 7 });
  expect(twin.requests).toHaveLength(1);
  expect(twin.requests[0]?.line).toBe('POST /jsonrpc HTTP/1.1');
});

test('G7: an empty fallback switches that off', async () => {
  const { call, twin } = await prepare('closed', { MCP_FALLBACK_ENDPOINT: '' });
  await expect(call()).rejects.toMatchObject({ outcome: { kind: 'notDelivered' } });
  expect(twin.requests).toHaveLength(0);
});

test('ruling 1: a slow tool server is not failed over, unless the switch says so', async () => {
  const slow = await prepare('hang');
  await expect(slow.call()).rejects.toMatchObject({ outcome: { kind: 'timedOut' } });
  expect(slow.twin.requests).toHaveLength(0);
  const switched = await prepare('hang', { MCP_FAILOVER_ON_TIMEOUT: 'true' });
  expect(await switched.call()).toEqual({ n: 7 });
});

test('an error of JSON-RPC is a refusal, and so is an answer that is none', async () => {
  const error = '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no such tool"}}';
  const refused = await prepare({ status: 200, body: error });
  await expect(refused.call()).rejects.toThrow('tool server: no such tool (-32601)');
  const strange = await prepare({ status: 200, body: '{"jsonrpc":"2.0","id":1}' });
  await expect(strange.call()).rejects.toThrow('not JSON-RPC');
});
