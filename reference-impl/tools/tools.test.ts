import { mkdtempDisposable, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createServer } from '../serving/create-server.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { clock } from './clock.ts';
import { createLookup } from './lookup.ts';
import { createRemember } from './remember.ts';
import { addToolRoutes } from './tool-routes.ts';

/** Two tool servers over one shared folder, as live and candidate are. */
async function openTools() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'tools-'));
  const servers = ['mcp', 'mcp-candidate'].map((name) => {
    const server = createServer(createWorkGate());
    const tools = [createRemember(folder.path, name), createLookup(folder.path), clock];
    addToolRoutes(server, tools, createMemoryLog());
    return server;
  });
  const postRaw = async (payload: string, type = 'application/json') => {
    const headers = { 'content-type': type };
    const answer = await servers[0]?.inject({ method: 'POST', url: '/jsonrpc', headers, payload });
    return [answer?.statusCode, answer?.json().error.code];
  };
  const post = async (at: 0 | 1, body: unknown, key?: string) => {
    const headers = key === undefined ? {} : { 'x-idempotency-key': key };
    const url = '/jsonrpc';
    const payload = body as object; // what is sent as a body is an object here
    const answer = await servers[at]?.inject({ method: 'POST', url, headers, payload });
    return answer?.json();
  };
  const call = (at: 0 | 1, name: string, args: object, key?: string) =>
    post(
      at,
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } },
      key,
    );
  return { path: folder.path, post, postRaw, call, [Symbol.asyncDispose]: () => folder.remove() };
}

test('ruling 7: a key is executed once, over both tool servers and in any race', async () => {
  await using tools = await openTools();
  const remember = (at: 0 | 1) => tools.call(at, 'remember', { text: 'hello' }, 'k1');
  const answers = await Promise.all([remember(0), remember(1), remember(0), remember(1)]);
  answers.push(await remember(1));
  const results = answers.map((answer) => answer.result.structuredContent);
  expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(new Set(results.map(({ stored }) => stored.executionId)).size).toBe(1);
  expect(await readdir(tools.path)).toEqual(['k1.json']);
});

test('a key that comes back with another text is refused', async () => {
  await using tools = await openTools();
  await tools.call(0, 'remember', { text: 'hello' }, 'k1');
  const answer = await tools.call(1, 'remember', { text: 'other' }, 'k1');
  expect(answer.error).toMatchObject({ code: -32_602 });
});

test('lookup reads what remember keeps', async () => {
  await using tools = await openTools();
  await tools.call(0, 'remember', { text: 'hello' }, 'k/../1');
  const { result } = await tools.call(1, 'lookup', { key: 'k/../1' });
  expect(result.structuredContent.stored).toMatchObject({ text: 'hello', executedBy: 'mcp' });
  const none = await tools.call(1, 'lookup', { key: 'k2' });
  expect(none.result.structuredContent).toEqual({ stored: null });
});

test.each([
  ['remember without a key', 'remember', { text: 'x' }, undefined],
  ['remember without a text', 'remember', {}, 'k'],
  ['lookup without a key', 'lookup', {}, undefined],
  ['a tool that is not there', 'nothing', {}, undefined],
])('%s is invalid', async (_name, tool, args, key) => {
  await using tools = await openTools();
  expect((await tools.call(0, tool, args, key)).error).toMatchObject({ code: -32_602 });
});

test('tools/list shows every tool with the shape of its arguments', async () => {
  await using tools = await openTools();
  const { result } = await tools.post(0, { jsonrpc: '2.0', id: 1, method: 'tools/list' });
  expect(result.tools.map(({ name }: { name: string }) => name)).toEqual([
    'remember',
    'lookup',
    'clock',
  ]);
  expect(result.tools[0].inputSchema.required).toEqual(['text']);
});

test('a body that is none gets the answer of JSON-RPC, with the status of what is wrong', async () => {
  await using tools = await openTools();
  expect(await tools.postRaw('{"jsonrpc":')).toEqual([200, -32_700]);
  expect(await tools.postRaw(`"${'x'.repeat(1_100_000)}"`)).toEqual([413, -32_700]);
  expect(await tools.postRaw('<a/>', 'text/xml')).toEqual([415, -32_700]);
});
