import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ConformanceBench } from './bench.ts';
import { connectTo } from './peer.ts';

/** Bytes that tell their place, roughly: what is lost, doubled or moved shows. */
function pattern(length: number): Buffer {
  return Buffer.alloc(length, Buffer.from(Array.from({ length: 65_521 }, (_, at) => at % 251)));
}

/** What a link without toxics does to bytes, ends and resets, and what changes of the proxy do. */
export function describeDataPlane(bench: ConformanceBench): void {
  describe('a link without toxics', () => {
    it('passes bytes unchanged, both ways, on many connections at once', async () => {
      const link = await bench.link();
      const payload = pattern(700_000);
      const one = async () => {
        const { client, service } = await link.open();
        client.socket.write(payload);
        service.socket.write(payload);
        await Promise.all([client.receives(payload.length), service.receives(payload.length)]);
        expect(client.bytes.equals(payload)).toBe(true);
        expect(service.bytes.equals(payload)).toBe(true);
      };
      await Promise.all([one(), one(), one(), one()]);
    });

    it('passes all bytes that came before an end', async () => {
      const link = await bench.link();
      const { client, service } = await link.open();
      service.socket.end(Buffer.alloc(3_000_000, 'x'));
      expect(await client.ending).toBe('fin');
      expect(client.bytes).toHaveLength(3_000_000);
    });

    it('waits for a reader that is slow, without losing or mixing up bytes', async () => {
      const link = await bench.link();
      const { client, service } = await link.open();
      const payload = pattern(20_000_000);
      client.socket.pause();
      service.socket.write(payload);
      // As long as nothing is read, not all of it can have left.
      expect(service.socket.writableLength).toBeGreaterThan(0);
      client.socket.resume();
      await client.receives(payload.length);
      expect(client.bytes.equals(payload)).toBe(true);
    });

    it('waits for a slow reader with small writes too', async () => {
      const link = await bench.link();
      const { client, service } = await link.open();
      const payload = pattern(15_000_000);
      client.socket.pause();
      for (let start = 0; start < payload.length; start += 5_000) {
        service.socket.write(payload.subarray(start, start + 5_000));
        await setImmediate();
      }
      client.socket.resume();
      await client.receives(payload.length);
      expect(client.bytes.equals(payload)).toBe(true);
    });

    it('keeps what a slow reader has yet to get apart from a later connection', async () => {
      const link = await bench.link();
      const slow = await link.open();
      slow.client.socket.pause();
      slow.service.socket.write(Buffer.alloc(20_000_000, 'x'));
      const other = await link.open();
      for (let size = 1; size <= 50; size++) {
        // Each round trip gives the proxy its turns to fill all buffers of the slow one.
        other.client.socket.write('?');
        await other.service.receives(size);
      }
      slow.client.socket.end();
      expect(['fin', 'rst']).toContain(await slow.service.ending);
      const next = await link.open();
      next.service.socket.write(Buffer.alloc(20_000_000, 'y'));
      await next.client.receives(20_000_000);
      slow.client.socket.resume();
      await slow.client.ending;
      expect(slow.client.bytes.includes('y')).toBe(false);
    });

    it.each(['127.0.0.1:1', 'no address', '127.0.0.1:99999'])(
      'lets the client connect when the service is away (%s), and closes then',
      async (upstream) => {
        const { listen } = await bench.link([], { upstream });
        const client = await bench.connect(listen);
        expect(await client.ending).toBe('fin');
      },
    );

    it('closes both directions on a half-close: the answer is lost', async () => {
      const link = await bench.link();
      const { client, service } = await link.open();
      client.socket.end('question');
      expect(await service.ending).toBe('fin');
      expect(await client.ending).toBe('fin');
      service.socket.write('answer');
      expect(service.text).toBe('question');
      expect(client.text).toBe('');
    });

    it.each(['client', 'service'] as const)('turns a reset by the %s into an end', async (who) => {
      const link = await bench.link();
      const both = await link.open();
      both[who].socket.resetAndDestroy();
      expect(await both[who === 'client' ? 'service' : 'client'].ending).toBe('fin');
    });
  });

  describe('a proxy that changes', () => {
    it('closes its connections and refuses new ones while disabled', async () => {
      const link = await bench.link();
      const { client, service } = await link.open();
      await bench.must('POST', `/proxies/${link.name}`, { enabled: false });
      expect(await client.ending).toBe('fin');
      expect(await service.ending).toBe('fin');
      await expect(connectTo(link.listen)).rejects.toThrow('ECONNREFUSED');
      await bench.must('POST', `/proxies/${link.name}`, { enabled: true });
      await link.open();
    });

    it('closes its connections and refuses new ones after it is deleted', async () => {
      const link = await bench.link();
      const { client } = await link.open();
      await bench.must('DELETE', `/proxies/${link.name}`);
      expect(await client.ending).toBe('fin');
      await expect(connectTo(link.listen)).rejects.toThrow('ECONNREFUSED');
    });

    it('keeps its connections on an update that changes nothing', async () => {
      const link = await bench.link();
      const { client, service } = await link.open();
      await bench.must('POST', `/proxies/${link.name}`, { listen: link.listen, enabled: true });
      client.socket.write('still here');
      expect(await service.receives(10)).toBe('still here');
    });

    it('closes its connections and leads to the new service when upstream changes', async () => {
      const [link, other] = [await bench.link(), await bench.link()];
      const { client } = await link.open();
      const upstream = other.service.address;
      await bench.must('POST', `/proxies/${link.name}`, { upstream });
      expect(await client.ending).toBe('fin');
      const next = await bench.connect(link.listen);
      next.socket.write('hello');
      expect(await (await other.service.nextPeer()).receives(5)).toBe('hello');
    });

    it('is enabled and free of toxics after a reset, its connections alive', async () => {
      const link = await bench.link([{ type: 'bandwidth', attributes: { rate: 0 } }]);
      const other = await bench.link([], { enabled: false });
      const { client, service } = await link.open();
      service.socket.write('held');
      await bench.must('POST', '/reset');
      expect(await client.receives(4)).toBe('held');
      expect(await bench.must('GET', `/proxies/${link.name}`)).toMatchObject({ toxics: [] });
      const { enabled, listen } = await bench.must('GET', `/proxies/${other.name}`);
      expect(enabled).toBe(true);
      await bench.connect(String(listen));
    });
  });
}
