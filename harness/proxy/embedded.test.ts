import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConformanceBench } from './conformance/bench.ts';
import { startProxyServer } from './start-proxy-server.ts';

describe('the embedded proxy, where it differs from the real server', () => {
  const bench = new ConformanceBench();
  beforeAll(async () => {
    const server = await startProxyServer({ host: '127.0.0.1', port: 0 });
    bench.use({ url: `http://127.0.0.1:${server.port}`, close: server.close });
  });
  afterEach(() => bench.clear());
  afterAll(() => bench.stop());

  it('removes a toxic at once while the client does not read, and loses nothing', async () => {
    const latency = { type: 'latency', name: 't', attributes: { latency: 600_000 } };
    const link = await bench.link([latency]);
    const { client, service } = await link.open();
    client.socket.pause();
    service.socket.end(Buffer.alloc(20_000_000, 'x'));
    // The chain holds nearly all of it then: more than the sockets behind it can.
    await once(service.socket, 'finish');
    client.socket.write('?');
    await service.receives(1);
    await bench.must('DELETE', `/proxies/${link.name}/toxics/t`);
    client.socket.resume();
    expect(await client.ending).toBe('fin');
    expect(client.bytes).toHaveLength(20_000_000);
  });

  it('answers the removal of a reset_peer at once; the reset still comes', async () => {
    const reset = { type: 'reset_peer', name: 't', attributes: { timeout: 200 } };
    const link = await bench.link([reset]);
    const { client, service } = await link.open();
    service.socket.write('answer');
    client.socket.write('?');
    await service.receives(1);
    await bench.must('DELETE', `/proxies/${link.name}/toxics/t`);
    expect(await bench.must('GET', `/proxies/${link.name}`)).toMatchObject({ toxics: [] });
    expect(await client.ending).toBe('rst');
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
