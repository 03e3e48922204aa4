import { describe, expect, it } from 'vitest';
import type { ApiCall, ApiReply } from './api-call.ts';
import type { ConformanceBench } from './bench.ts';

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; charset=utf-8';
const upstream = '127.0.0.1:1';

function failure(status: number, error: string): ApiReply {
  return { status, type: TEXT_TYPE, body: `${JSON.stringify({ error, status })}\n` };
}

const plain = (status: number, body: string): ApiReply => ({ status, type: TEXT_TYPE, body });
const badStream = 'stream was invalid, can be either upstream or downstream';

// Each on a server that has one disabled proxy "p" with one toxic "t" (latency, downstream).
const table: readonly (readonly [string, ApiCall, ApiReply])[] = [
  [
    'the version',
    { method: 'GET', path: '/version' },
    { status: 200, type: `${JSON_TYPE};charset=utf-8`, body: '{"version": "2.12.0"}\n' },
  ],
  ['an unknown path', { method: 'GET', path: '/nowhere' }, plain(404, '404 page not found\n')],
  [
    'an unknown path below a toxic',
    { method: 'GET', path: '/proxies/p/toxics/t/x' },
    plain(404, '404 page not found\n'),
  ],
  [
    'a wrong method',
    { method: 'PUT', path: '/proxies' },
    { status: 405, type: undefined, body: '' },
  ],
  [
    'a browser',
    { method: 'GET', path: '/version', headers: { 'user-agent': 'Mozilla/5.0' } },
    plain(403, 'User agent not allowed\n'),
  ],
  [
    'a proxy without name',
    { method: 'POST', path: '/proxies', body: { upstream } },
    failure(400, 'missing required field: name'),
  ],
  [
    'a proxy without upstream',
    { method: 'POST', path: '/proxies', body: { name: 'n' } },
    failure(400, 'missing required field: upstream'),
  ],
  [
    'a proxy that exists',
    { method: 'POST', path: '/proxies', body: { name: 'p', upstream } },
    failure(409, 'proxy already exists'),
  ],
  [
    'a listen address without a port',
    { method: 'POST', path: '/proxies', body: { name: 'n', upstream, listen: '127.0.0.1' } },
    failure(500, 'listen tcp: address 127.0.0.1: missing port in address'),
  ],
  ['an unknown proxy', { method: 'GET', path: '/proxies/x' }, failure(404, 'proxy not found')],
  [
    'an update of an unknown proxy',
    { method: 'PATCH', path: '/proxies/x', body: {} },
    failure(404, 'proxy not found'),
  ],
  [
    'the deletion of an unknown proxy',
    { method: 'DELETE', path: '/proxies/x' },
    failure(404, 'proxy not found'),
  ],
  [
    'the toxics of an unknown proxy',
    { method: 'GET', path: '/proxies/x/toxics' },
    failure(404, 'proxy not found'),
  ],
  [
    'a toxic for an unknown proxy',
    { method: 'POST', path: '/proxies/x/toxics', body: { type: 'latency' } },
    failure(404, 'proxy not found'),
  ],
  [
    'a toxic of an unknown type',
    { method: 'POST', path: '/proxies/p/toxics', body: { type: 'plague' } },
    failure(400, 'invalid toxic type'),
  ],
  [
    'a toxic with an unknown stream',
    { method: 'POST', path: '/proxies/p/toxics', body: { type: 'latency', stream: 'sideways' } },
    failure(400, badStream),
  ],
  [
    'a toxic that exists',
    { method: 'POST', path: '/proxies/p/toxics', body: { type: 'noop', name: 't' } },
    failure(409, 'toxic already exists'),
  ],
  [
    'an unknown toxic',
    { method: 'GET', path: '/proxies/p/toxics/x' },
    failure(404, 'toxic not found'),
  ],
  [
    'an update of an unknown toxic',
    { method: 'POST', path: '/proxies/p/toxics/x', body: {} },
    failure(404, 'toxic not found'),
  ],
  [
    'the deletion of an unknown toxic',
    { method: 'DELETE', path: '/proxies/p/toxics/x' },
    failure(404, 'toxic not found'),
  ],
  [
    'a population without a name',
    { method: 'POST', path: '/populate', body: [{ name: 'n', upstream }, { upstream }] },
    {
      status: 400,
      type: JSON_TYPE,
      body: '{"error":"missing required field: name at proxy 2","status":400,"proxies":null}',
    },
  ],
  [
    'an empty population',
    { method: 'POST', path: '/populate', body: [] },
    { status: 201, type: JSON_TYPE, body: '{"proxies":null}' },
  ],
  ['a reset', { method: 'POST', path: '/reset' }, { status: 204, type: undefined, body: '' }],
];

/** What each route answers when there is nothing to do or something is wrong. */
export function describeAnswers(bench: ConformanceBench): void {
  describe('answers', () => {
    it.each(table)('%s', async (_title, call, reply) => {
      const proxy = { name: 'p', listen: '127.0.0.1:0', upstream, enabled: false };
      await bench.must('POST', '/proxies', proxy);
      await bench.must('POST', '/proxies/p/toxics', { type: 'latency', name: 't' });
      expect(await bench.call(call)).toEqual(reply);
    });

    it.each(['', '{', '[]', '7', 'x', '{"name":7}'])('a bad body: %j', async (body) => {
      const reply = await bench.call({ method: 'POST', path: '/proxies', body });
      // differences.badBodyDetail
      expect(reply.body).toMatch(/^\{"error":"bad request body: .+","status":400\}\n$/);
      expect(reply.type).toBe(TEXT_TYPE);
    });

    it('redirects a path with two slashes', async () => {
      const reply = await bench.call({ method: 'GET', path: '//version' });
      expect(reply.status).toBe(301);
    });

    it('tells that a port is taken', async () => {
      const { listen } = await bench.link();
      const body = { name: 'n', upstream, listen };
      const reply = await bench.call({ method: 'POST', path: '/proxies', body });
      expect(reply).toEqual(failure(500, `listen tcp ${listen}: bind: address already in use`));
    });
  });
}
