import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConformanceBench } from './conformance/bench.ts';

describe('a transparent proxy, which only the embedded server has', () => {
  const bench = new ConformanceBench();
  beforeAll(() => bench.start('embedded'));
  afterEach(() => bench.clear());
  afterAll(() => bench.stop());

  it('passes a half-close on and still brings the answer', async () => {
    const link = await bench.link([], { transparent: true });
    const { client, service } = await link.open();
    client.socket.end('question');
    expect(await service.ending).toBe('fin');
    service.socket.end('answer');
    expect(await client.ending).toBe('fin');
    expect(client.text).toBe('answer');
  });

  it.each(['client', 'service'] as const)('passes a reset by the %s on', async (who) => {
    const link = await bench.link([], { transparent: true });
    const both = await link.open();
    const other = both[who === 'client' ? 'service' : 'client'];
    both[who].socket.write('before');
    await other.receives(6);
    both[who].socket.resetAndDestroy();
    expect(await other.ending).toBe('rst');
  });

  it('keeps its toxics', async () => {
    const link = await bench.link([{ type: 'limit_data', attributes: { bytes: 3 } }], {
      transparent: true,
    });
    const { client, service } = await link.open();
    service.socket.write('answer');
    await client.ending;
    expect(client.text).toBe('ans');
  });

  it('rejects the attributes that would crash the real server', async () => {
    const link = await bench.link();
    for (const [type, attributes] of [
      ['bandwidth', { rate: -1 }],
      ['slicer', {}],
      ['slicer', { average_size: 1, size_variation: 9 }],
      ['latency', { jitter: -5 }],
    ]) {
      const path = `/proxies/${link.name}/toxics`;
      const reply = await bench.call({ method: 'POST', path, body: { type, attributes } });
      expect(reply.status).toBe(400);
      expect(reply.body).toContain(`bad request body: ${type}: `);
    }
  });
});
