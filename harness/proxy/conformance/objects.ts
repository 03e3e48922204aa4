import { describe, expect, it } from 'vitest';
import type { ConformanceBench } from './bench.ts';

const upstream = '127.0.0.1:1';
const off = { name: 'p', listen: '127.0.0.1:0', upstream, enabled: false };

/** What the API shows of proxies and toxics, and what its changes do to them. */
export function describeObjects(bench: ConformanceBench): void {
  describe('proxies', () => {
    it('are shown whole, with the stray Logger and the real port', async () => {
      const reply = await bench.call({
        method: 'POST',
        path: '/proxies',
        body: { name: 'p', listen: 'localhost:0', upstream },
      });
      expect(reply.status).toBe(201);
      expect(reply.type).toBe('application/json');
      expect(reply.body).toMatch(
        /^\{"name":"p","listen":"127\.0\.0\.1:[1-9]\d*","upstream":"127\.0\.0\.1:1","enabled":true,"Logger":\{\},"toxics":\[\]\}$/,
      );
      expect(await bench.must('GET', '/proxies')).toEqual({ p: JSON.parse(reply.body) });
      expect(await bench.must('GET', '/proxies/p')).toEqual(JSON.parse(reply.body));
    });

    it('keep the text of their address while disabled, and listen once enabled', async () => {
      expect((await bench.must('POST', '/proxies', off)).listen).toBe('127.0.0.1:0');
      const enabled = await bench.must('POST', '/proxies/p', { enabled: true });
      expect(enabled.listen).toMatch(/^127\.0\.0\.1:[1-9]/);
    });

    it('are updated by POST and PATCH; what is not mentioned stays', async () => {
      await bench.must('POST', '/proxies', off);
      const first = await bench.must('POST', '/proxies/p', { upstream: '127.0.0.1:2' });
      expect(first).toMatchObject({ upstream: '127.0.0.1:2', enabled: false });
      const second = await bench.must('PATCH', '/proxies/p', { name: 'q', enabled: true });
      expect(second).toMatchObject({ name: 'p', upstream: '127.0.0.1:2', enabled: true });
    });

    it('are made from the first JSON value of a body; unknown fields are ignored', async () => {
      const body = `{"name":"p","upstream":"${upstream}","enabled":false,"a}":"\\"{"} and more`;
      expect((await bench.call({ method: 'POST', path: '/proxies', body })).status).toBe(201);
    });

    it('are deleted once', async () => {
      await bench.must('POST', '/proxies', off);
      const call = { method: 'DELETE', path: '/proxies/p' };
      expect(await bench.call(call)).toEqual({ status: 204, type: undefined, body: '' });
      expect((await bench.call(call)).status).toBe(404);
    });

    it('may have any name that a path can carry', async () => {
      await bench.must('POST', '/proxies', { ...off, name: 'web>core é' });
      const path = `/proxies/${encodeURIComponent('web>core é')}`;
      expect((await bench.must('GET', path)).name).toBe('web>core é');
    });
  });

  describe('toxics', () => {
    it('get a name, a stream and a toxicity when they bring none', async () => {
      await bench.must('POST', '/proxies', off);
      const reply = await bench.call({
        method: 'POST',
        path: '/proxies/p/toxics',
        body: { type: 'latency', attributes: { latency: 5, unknown: true } },
      });
      expect(reply).toEqual({
        status: 200,
        type: 'application/json',
        body: '{"attributes":{"latency":5,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}',
      });
    });

    it('are listed upstream first, then downstream, each in order of adding', async () => {
      await bench.must('POST', '/proxies', off);
      for (const [name, stream] of [
        ['d1', 'downstream'],
        ['u1', 'upstream'],
        ['d2', 'downstream'],
        ['u2', 'upstream'],
      ]) {
        await bench.must('POST', '/proxies/p/toxics', { type: 'noop', name, stream });
      }
      const { body } = await bench.call({ method: 'GET', path: '/proxies/p/toxics' });
      // The route answers a list of toxics, each with a name.
      const names = (JSON.parse(body) as { name: string }[]).map(({ name }) => name);
      expect(names).toEqual(['u1', 'u2', 'd1', 'd2']);
      const { toxics } = await bench.must('GET', '/proxies/p');
      expect(JSON.stringify(toxics)).toBe(body);
    });

    it('are updated in part; name, type and stream cannot change', async () => {
      await bench.must('POST', '/proxies', off);
      const attributes = { latency: 5, jitter: 1 };
      await bench.must('POST', '/proxies/p/toxics', { type: 'latency', name: 't', attributes });
      const update = { name: 'x', type: 'noop', stream: 'upstream', attributes: { jitter: 2 } };
      expect(await bench.must('PATCH', '/proxies/p/toxics/t', update)).toEqual({
        attributes: { latency: 5, jitter: 2 },
        name: 't',
        type: 'latency',
        stream: 'downstream',
        toxicity: 1,
      });
      const toxicity = await bench.must('POST', '/proxies/p/toxics/t', { toxicity: 0.5 });
      expect(toxicity).toMatchObject({ toxicity: 0.5, attributes: { latency: 5, jitter: 2 } });
      expect(await bench.must('GET', '/proxies/p/toxics/t')).toEqual(toxicity);
    });

    it.each([{ latency: 1.5 }, { latency: 'x' }])('refuse attributes %j', async (attributes) => {
      await bench.must('POST', '/proxies', off);
      const body = { type: 'latency', attributes };
      const reply = await bench.call({ method: 'POST', path: '/proxies/p/toxics', body });
      expect(reply.status).toBe(400);
      expect(reply.body).toContain('bad request body: ');
    });
  });

  describe('populate', () => {
    it('leaves a proxy with the same addresses alone and replaces another', async () => {
      await bench.must('POST', '/proxies', { ...off, listen: '127.0.0.1:1234' });
      await bench.must('POST', '/proxies/p/toxics', { type: 'noop' });
      const same = await bench.must('POST', '/populate', [
        { name: 'p', listen: '127.0.0.1:1234', upstream, enabled: true },
      ]);
      expect(same).toMatchObject({ proxies: [{ enabled: false, toxics: [{ type: 'noop' }] }] });
      const other = await bench.must('POST', '/populate', [
        { name: 'p', listen: '127.0.0.1:1234', upstream: '127.0.0.1:2', enabled: false },
        { name: 'q', listen: '127.0.0.1:0', upstream, enabled: false },
      ]);
      expect(other).toMatchObject({ proxies: [{ toxics: [] }, { name: 'q' }] });
    });
  });
}
