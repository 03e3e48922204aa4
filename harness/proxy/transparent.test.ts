import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConformanceBench } from './conformance/bench.ts';
import { startProxyServer } from './start-proxy-server.ts';

describe('a transparent proxy, which only the embedded server has', () => {
  const bench = new ConformanceBench();
  beforeAll(async () => {
    const server = await startProxyServer({ host: '127.0.0.1', port: 0 });
    bench.use({ url: `http://127.0.0.1:${server.port}`, close: server.close });
  });
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
});
