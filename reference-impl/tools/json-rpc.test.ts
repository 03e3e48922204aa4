import { expect, test } from 'vitest';
import { answerRpc, type Method, RpcError } from './json-rpc.ts';

const ran: unknown[] = [];
const methods = new Map<string, Method>([
  ['echo', async (params) => params],
  ['note', async (params) => void ran.push(params)],
  ['refuse', () => Promise.reject(new RpcError(-32_602, 'not like this'))],
  ['fail', () => Promise.reject(new Error('disk full'))],
]);
const request = (method: string, more: object = {}) => ({ jsonrpc: '2.0', id: 1, method, ...more });

test('a request is answered with its id and its result', async () => {
  const answer = await answerRpc(request('echo', { id: 'x', params: { a: 1 } }), methods);
  expect(answer).toEqual({ jsonrpc: '2.0', id: 'x', result: { a: 1 } });
});

test.each([
  [request('refuse'), -32_602],
  [request('fail'), -32_603],
  [request('nothing'), -32_601],
  [request('constructor'), -32_601],
  [{ id: 1, method: 'echo' }, -32_600],
  [request('echo', { params: 'text' }), -32_600],
  [[], -32_600],
  ['text', -32_600],
])('what cannot be answered, %j, gets the code %i', async (body, code) => {
  expect(await answerRpc(body, methods)).toMatchObject({ error: { code } });
});

test('a notification runs, and is not answered, not even when it fails', async () => {
  expect(await answerRpc({ jsonrpc: '2.0', method: 'note', params: [7] }, methods)).toBeUndefined();
  expect(ran).toEqual([[7]]);
  expect(await answerRpc({ jsonrpc: '2.0', method: 'fail' }, methods)).toBeUndefined();
});

test('a batch is answered member by member, without its notifications', async () => {
  const note = { jsonrpc: '2.0', method: 'note', params: [8] };
  const batch = [request('echo', { id: 1, params: [1] }), note, request('fail', { id: 2 })];
  expect(await answerRpc(batch, methods)).toMatchObject([
    { id: 1, result: [1] },
    { id: 2, error: { code: -32_603 } },
  ]);
  expect(await answerRpc([note], methods)).toBeUndefined();
});
