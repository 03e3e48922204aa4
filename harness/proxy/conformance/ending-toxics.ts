import { describe, expect, it } from 'vitest';
import type { ConformanceBench, LinkUnderTest, ToxicBody } from './bench.ts';

/** What the toxics do that drop data or end connections. */
export function describeEndingToxics(bench: ConformanceBench): void {
  const add = (link: LinkUnderTest, toxic: ToxicBody) =>
    bench.must('POST', `/proxies/${link.name}/toxics`, { name: 't', ...toxic });
  const remove = (link: LinkUnderTest) => bench.must('DELETE', `/proxies/${link.name}/toxics/t`);

  describe('timeout', () => {
    it('drops data and closes after silence', async () => {
      const link = await bench.link();
      await add(link, { type: 'timeout', attributes: { timeout: 150 } });
      const { client, service } = await link.open();
      const startMs = performance.now();
      service.socket.write('dropped');
      expect(await client.ending).toBe('fin');
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(149);
      expect(client.text).toBe('');
    });

    it('never closes at 0, until it is removed', async () => {
      const link = await bench.link();
      const { client, service } = await link.open();
      await add(link, { type: 'timeout', attributes: { timeout: 0 } });
      service.socket.write('dropped');
      client.socket.write('ping');
      await service.receives(4);
      await remove(link);
      expect(await client.ending).toBe('fin');
      expect(client.text).toBe('');
      const next = await link.open();
      next.service.socket.write('passed');
      expect(await next.client.receives(6)).toBe('passed');
    });

    it('passes on an end', async () => {
      const link = await bench.link();
      await add(link, { type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } });
      const { client, service } = await link.open();
      client.socket.end('dropped');
      expect(await service.ending).toBe('fin');
      expect(service.text).toBe('');
    });
  });

  describe('limit_data', () => {
    it('passes exactly its bytes on each connection, then closes', async () => {
      const link = await bench.link();
      await add(link, { type: 'limit_data', attributes: { bytes: 100 } });
      for (let round = 0; round < 2; round++) {
        const { client, service } = await link.open();
        service.socket.write(Buffer.alloc(60, 'x'));
        await client.receives(60);
        service.socket.write(Buffer.alloc(1_000, 'y'));
        await client.ending;
        expect(client.text).toBe('x'.repeat(60) + 'y'.repeat(40));
      }
    });

    it('closes on the first data at 0, and not before', async () => {
      const link = await bench.link();
      await add(link, { type: 'limit_data', attributes: { bytes: 0 } });
      const { client, service } = await link.open();
      client.socket.write('ping');
      await service.receives(4);
      expect(client.socket.readyState).toBe('open');
      service.socket.write('x');
      await client.ending;
      expect(client.text).toBe('');
    });

    it('keeps its count when it is updated on a live connection', async () => {
      const link = await bench.link();
      await add(link, { type: 'limit_data', attributes: { bytes: 100 } });
      const { client, service } = await link.open();
      service.socket.write(Buffer.alloc(60, 'x'));
      await client.receives(60);
      const attributes = { bytes: 80 };
      await bench.must('POST', `/proxies/${link.name}/toxics/t`, { attributes });
      service.socket.write(Buffer.alloc(60, 'y'));
      await client.ending;
      expect(client.text).toBe('x'.repeat(60) + 'y'.repeat(20));
    });
  });

  describe('reset_peer', () => {
    it('resets a new connection on its first data, which the service never sees', async () => {
      const link = await bench.link();
      await add(link, { type: 'reset_peer', stream: 'upstream', attributes: { timeout: 0 } });
      const { client, service } = await link.open();
      client.socket.write('swallowed');
      expect(await client.ending).toBe('rst');
      await service.ending;
      expect(service.text).toBe('');
    });

    it('downstream, lets the request through and swallows the answer', async () => {
      const link = await bench.link();
      await add(link, { type: 'reset_peer', attributes: { timeout: 0 } });
      const { client, service } = await link.open();
      client.socket.write('question');
      expect(await service.receives(8)).toBe('question');
      service.socket.write('answer');
      expect(await client.ending).toBe('rst');
      expect(client.text).toBe('');
    });

    it('waits before it resets', async () => {
      const link = await bench.link();
      await add(link, { type: 'reset_peer', attributes: { timeout: 150 } });
      const { client, service } = await link.open();
      const startMs = performance.now();
      service.socket.write('answer');
      expect(await client.ending).toBe('rst');
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(149);
    });

    it('only ends a connection that is older than itself', async () => {
      const link = await bench.link();
      const { client, service } = await link.open();
      await add(link, { type: 'reset_peer', attributes: { timeout: 0 } });
      service.socket.write('answer');
      expect(await client.ending).toBe('fin');
      expect(client.text).toBe('');
    });
  });

  describe('several toxics', () => {
    it('act one after the other, in order of adding', async () => {
      const link = await bench.link([
        { type: 'limit_data', name: 'first', attributes: { bytes: 5 } },
        { type: 'latency', name: 'second', attributes: { latency: 100 } },
      ]);
      const { client, service } = await link.open();
      const startMs = performance.now();
      service.socket.write('0123456789');
      await client.ending;
      expect(client.text).toBe('01234');
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(99);
    });

    it('leave the other direction alone', async () => {
      const link = await bench.link([
        { type: 'bandwidth', stream: 'upstream', attributes: { rate: 0 } },
      ]);
      const { client, service } = await link.open();
      client.socket.write('held');
      service.socket.write('passed');
      expect(await client.receives(6)).toBe('passed');
      expect(service.text).toBe('');
    });
  });
}
